"""The widget SDK: its modules' units in Node, by `test_units.py`, in a small world."""
