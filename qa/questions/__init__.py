"""What was typed becomes a question that can be searched on its own.

In: words and the turns before. Out: a `Question` with its language and kind. Imports `qa.records`.
"""
