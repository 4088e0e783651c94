"""A soak: many customers, some agents and many faults at once, and the books are balanced after."""
