"""Feeds: an article for every entry.

In: bytes of a feed. Out: a document for every entry with a text. Imports `index.formats.pages` for
their markup.
"""
