"""The server of the page: how it starts, what it serves, whom it answers, and how much one gets.

In: the page and its options. Out: an address that answers. Imports `web.chat`, `web.article` and
`web.corpus`, and nothing of the page's looks.
"""
