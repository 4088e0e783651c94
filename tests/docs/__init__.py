"""The docs: pages written from the source, and the test that they are fresh."""
