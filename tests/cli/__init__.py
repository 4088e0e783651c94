"""Tests of the command line: the real program, run as a user runs it."""
