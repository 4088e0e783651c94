"""The rules that `test_tidy.py` holds the source to, as functions over source text.

Each rule takes sources and returns offences, ready to be printed. None of them reads a file,
so that each can be shown an offence made up for it (`test_rules.py`).
"""
