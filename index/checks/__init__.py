"""Examines an installation and its index: what is there, what is broken, what mends it."""
