"""Owns the agents' side: OAuth, discovery, the Digital API."""
