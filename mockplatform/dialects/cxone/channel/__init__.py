"""Owns what a chat channel answers over HTTP: what it is, tokens, files."""
