"""The sets that the reader learns from, as questions over texts, and the questions that look alike.

In: the folder with the sets. Out: a `learning.Corpus`. Imports `index`.
"""
