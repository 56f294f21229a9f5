"""Who reads files and encodes passages: this process, or workers on many machines.

In: files, texts. Out: articles cut into passages, vectors, in the order of what came in. Imports
`index.articles`, `index.formats`, `index.model`, `index.store`, `index.records` and `index.errors`.
"""
