"""Owns faults: where, when and what goes wrong. A fault decides; the edge and the pump act."""
