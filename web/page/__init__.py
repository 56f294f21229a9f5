"""The chat's page: its layout, answers as HTML, and what its buttons do.

In: a chat. Out: Gradio blocks. Imports `web.chat`, `web.conversations` and `web.corpus`.
"""
