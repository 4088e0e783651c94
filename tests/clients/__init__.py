"""Clients of the platform for tests: they share no code with the server and speak only its wire."""
