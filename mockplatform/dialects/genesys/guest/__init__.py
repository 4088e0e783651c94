"""Owns web messaging: the guest's socket and what guests ask for by HTTP."""
