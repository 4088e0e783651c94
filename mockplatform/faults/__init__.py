"""Faults: small frozen values that turn a call into effects; they decide, the edge acts."""
