"""Questions are read against passages by a model.

In: a question and hits. Out: readings with spans and scores. Imports `qa.questions` and
`index.model`.
"""
