"""The edge: what stands between the network and the dialects, as one visible list."""
