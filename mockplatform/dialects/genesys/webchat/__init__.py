"""Owns the older guest chat: its calls, and its event stream."""
