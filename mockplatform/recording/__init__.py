"""Owns the record of a run: what is written, how it is read, staged again and compared."""
