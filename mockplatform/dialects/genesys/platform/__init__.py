"""Owns the platform API: what staff and automation do, by HTTP."""
