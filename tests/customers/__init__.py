"""Tests of what customers of chat channels do."""
