"""The pure, synchronous core: values in, values out; no await, no clock, no luck, no log."""
