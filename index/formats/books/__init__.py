"""Books and newspapers in a file of pages.

In: bytes of an EPUB. Out: a document for each chapter or article. Imports `index.formats.pages`
and `index.formats.documents`.
"""
