"""Tests of the logs: one contract for all, and what only a durable one owes."""
