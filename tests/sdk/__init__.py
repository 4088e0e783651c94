"""Genesys' own SDKs, installed as their users install them, against the real platform.

`python_sdk.py` drives the one for Python, `node.py` (by `driver.mjs`) the two for JavaScript.
Both call any method by its name and tell a refusal in one shape, `refused.py`.
"""
