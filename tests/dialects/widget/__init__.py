"""Tests of `mockplatform.dialects.widget`."""
