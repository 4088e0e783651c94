"""Genesys guests who sin against a rule, and who do the same without the sin.

As in the folder above, a module for each rule that guests can break in a way of their own; it may
have `MESSAGING`, what its deployment is like.
"""
