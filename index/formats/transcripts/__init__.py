"""What was said: captions of films and broadcasts.

In: bytes of a file of captions. Out: a document of what they say.
"""
