"""Owns the chat socket: its route, its acts, and what it tells."""
