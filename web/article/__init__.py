"""An article as a page of its own, with quotes marked and citations to copy.

In: an article and stretches of it. Out: HTML. Imports `web.words` and `web.elements`.
"""
