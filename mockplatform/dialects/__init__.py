"""Dialects: shapes, translation and thin routes over one core; no state and no rule."""
