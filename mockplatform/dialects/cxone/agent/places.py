"""Owns where the agents' side is."""

ISSUER = "/cxone"
"""Below which the issuer has all of its documents; at the root it has all but one."""
API = "/dfo/3.0"
