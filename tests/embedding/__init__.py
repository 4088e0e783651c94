"""Tests of the platform inside other programs: embedded, and as a pytest plugin."""
