"""File formats: one small reader for each, from bytes to documents."""
