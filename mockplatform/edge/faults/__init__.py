"""Owns how faults meet calls and frames: what is asked, and how an effect is performed."""
