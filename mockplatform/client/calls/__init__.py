"""The calls of the admin API as values, a file for each noun. Nothing here does I/O."""
