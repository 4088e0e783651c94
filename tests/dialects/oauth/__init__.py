"""Tests of `mockplatform.dialects.oauth`."""
