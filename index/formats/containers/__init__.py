"""Files that hold files: every member is read as what it is, within limits.

In: bytes of a container. Out: the documents of its members. Imports `index.formats.registry`.
"""
