"""The authorization server's dialect: one for the clients of all others."""
