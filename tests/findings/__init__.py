"""What clients are found to do wrong."""
