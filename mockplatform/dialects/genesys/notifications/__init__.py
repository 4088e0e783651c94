"""Owns notifications: channels, what is subscribed on them, and the socket of each."""
