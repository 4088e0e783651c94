"""Tests of `mockplatform.dialects.genesys`."""
