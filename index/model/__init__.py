"""Models that make vectors: which one there is, where its files lie, how it runs.

In: a model's name; texts. Out: an `Encoder`; (n, d) float32 unit rows. Imports `index.errors`
alone.
"""
