"""Tests of the admin client: every method, against a real server."""
