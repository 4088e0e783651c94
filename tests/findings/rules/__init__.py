"""Each rule by itself, over a journal that a test writes."""
