"""The panel of articles: what is indexed, what the search is restricted to, what visitors add.

In: a chat and what a visitor chose. Out: HTML, filters, files in the folder of uploads. Imports
`web.chat`.
"""
