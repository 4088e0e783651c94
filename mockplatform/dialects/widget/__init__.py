"""The widget dialect: the API that the guide's own clients speak."""
