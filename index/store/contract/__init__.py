"""What a store is to those who use it, wherever it is kept.

In: what was written after `--store`. Out: its place, the manifest of what lies there, and a
Protocol of what can be asked. Imports `index.records` and `index.model`.
"""
