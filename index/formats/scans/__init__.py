"""Scanned newspapers: what optical character recognition read.

In: bytes of its output. Out: a document for it.
"""
