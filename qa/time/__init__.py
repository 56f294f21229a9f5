"""Which days words mean, in quotes and in questions, and what happened in which order.

In: sentences with the day they were written, questions with the day they are asked. Out: days and
timelines. Imports `qa.answers`, `qa.reading` and `qa.questions`.
"""
