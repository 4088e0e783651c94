"""For each rule a client that sins against it, and one that does the same without the sin.

A module is named as its rule, with `_` for `-`. It has `sin` and `good`, both little programs over
HTTP and sockets, and `shows`, which says what the evidence has to be; and, where such a client
cannot but break other rules as well, `ALSO` with their names.
"""
