"""Readings become an answer: quotes, short answers, and the words around them.

In: readings, best first. Out: an `Answer`, or a refusal. Imports `qa.reading` and `qa.questions`.
"""
