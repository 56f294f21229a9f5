"""The reader learns from a corpus of tokens.

In: a `Corpus`. Out: weights. Needs torch, transformers and NumPy alone, so that it runs where the
project is not installed. Imports `qa.reading.packing` alone.
"""
