"""The record of a run: written, read, staged again, compared."""
