"""Assistants on this machine ask Beleg as a tool.

In: requests of the Model Context Protocol. Out: answers, passages, articles, timelines.
"""
