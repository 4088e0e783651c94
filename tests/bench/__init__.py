"""What speed and memory cost, against a bare aiohttp server in the same interleaved run."""
