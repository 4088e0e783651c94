"""Owns the kinds of faults, one small file each; `mockplatform.faults.registry` lists them."""
