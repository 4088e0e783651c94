"""Snapshots: all that a tenant is, as a value; taken, judged, and made a tenant of again."""
