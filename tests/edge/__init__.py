"""Tests of `mockplatform.edge`."""
