"""Web pages: which blocks are the article, and what the page says about itself.

In: bytes of a page. Out: one document. Imports what all formats share, and
`index.formats.documents` for text that stands in a page.
"""
