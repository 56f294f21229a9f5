"""Records: an article for every row or object.

In: bytes of a table. Out: a document for every record with a text. Imports `index.formats.pages`
for markup in their fields.
"""
