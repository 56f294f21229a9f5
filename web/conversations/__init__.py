"""Conversations: what was asked and answered, kept by the browser alone and encrypted.

In: exchanges. Out: records, the column that lists them, files to keep. Imports `qa.records` and
`web.article`.
"""
