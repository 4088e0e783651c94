"""Owns the wire models of the CXone dialect."""
