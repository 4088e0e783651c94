"""The console: its pure modules' units in Node, by `test_units.py`."""
