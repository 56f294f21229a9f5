"""Makes articles searchable: files → articles → passages → vectors and words → one store."""
