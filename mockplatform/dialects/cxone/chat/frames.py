"""Owns where the chat socket is."""

PATH = "/chat-gateway"
