"""Owns the console: the page on which people see a platform and steer it, over the admin API."""
