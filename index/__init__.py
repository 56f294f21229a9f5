"""Makes articles searchable: files → articles → passages → vectors and words → one store.

In: files and folders. Out: a store on disk. Here stands the pipeline, and what all speak of
(`records`, `errors`, `language`); each of its steps is a room, and no room imports the pipeline.
"""
