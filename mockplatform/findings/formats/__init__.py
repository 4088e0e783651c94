"""Owns the formats in which findings leave the platform; each writer is a function of a report."""
