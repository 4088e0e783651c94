"""The Genesys dialect's bodies and frames as they stand on the wire; no rule, no state.

Where a docstring says Source, [C] means a client's code, [M] the models inside the SDKs, [D] the
vendor's documents, [R] a measurement with that client, and [?] a choice of this project.
"""
