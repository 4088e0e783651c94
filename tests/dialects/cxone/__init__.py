"""Tests of the CXone dialect: what its clients say and are told on the wire."""
