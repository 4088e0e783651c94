"""Owns the widget SDK and the demo widget on it: sources for browsers, and how they are served."""
