"""A mock contact-center platform that is honest about time, tokens, sockets and failure."""

from mockplatform.version import __version__

__all__ = ["__version__"]
