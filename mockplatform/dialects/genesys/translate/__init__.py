"""Owns the translation between the core's values and Genesys' shapes. Pure."""
