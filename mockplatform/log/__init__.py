"""Logs: append-only streams of events behind one protocol."""
