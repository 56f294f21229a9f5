"""The store in Milvus, a database of vectors on other machines: what it holds, and who writes.

In: rows and vectors of a build. Out: what questions read. Extra `beleg[milvus]`. Imports
`index.store`, `index.store.contract`, `index.model`, `index.records`, `index.language` and
`index.errors`.
"""
