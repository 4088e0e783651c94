"""Tests of `mockplatform.dialects`."""
