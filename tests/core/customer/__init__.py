"""The core's customers of chat channels."""
