"""Exports of press databases and reading lists: one file, many articles, each with its own head.

In: bytes of an export. Out: a document for each article, a flaw for each record that is none.
"""
