"""The index on disk: one folder a generation, written beside the old one and published whole.

In: articles with passages and vectors. Out: an open `Store` that is searched by vector and by word.
Imports `index.store.vectors`, `index.copies`, `index.model`, `index.records` and `index.errors`.
"""
