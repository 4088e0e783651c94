"""Faults: each kind seen from outside, and the plan that decides."""
