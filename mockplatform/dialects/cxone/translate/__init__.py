"""Owns how the core is told in CXone's words: pure functions."""
