"""CXone customers whose clients sin against a rule, and who do the same without the sin.

As in the folder above, a module for each rule that they can break in a way of their own; it may
have `DIGITAL`, what its channel is like.
"""
