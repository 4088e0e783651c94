"""Owns the dialect of NICE CXone's digital chat: shapes, translate, routes. No state, no rule."""
