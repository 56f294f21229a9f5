"""Formats in which news agencies send their articles: NITF, NewsML, ninjs.

In: bytes of one item or of several. Out: a document for each article, a flaw for each item that is
cancelled, under embargo, or no text.
"""
