"""Vectors on disk, and those nearest to a question; FAISS is behind this door and nowhere else.

In: (n, d) float32 unit rows under integer keys. Out: the nearest keys with their cosines.
Imports `index.errors`.
"""
