"""From bytes to documents: a reader for each kind of file, in a process of its own where needed.

In: a file's name and bytes. Out: documents and flaws, unedited and not yet labelled in full.
Readers stand in rooms by family; each imports `index.formats.document`, and none the process that
runs it.
"""
