"""Tests of outages: their files, their course, how they run, and what a client sees of each."""
