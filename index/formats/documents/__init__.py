"""Files that hold one article: plain text and Markdown, Word, PDF.

In: bytes. Out: one document. Imports what all formats share, and `index.formats.containers`.
"""
