"""Quotes and short answers in the reader's language, by a machine on this machine.

In: answers and a language. Out: the same answers with translations beside what the articles say.
Nothing is ever fetched but by `beleg translate --install`.
"""
