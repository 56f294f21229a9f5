"""What articles have in common: copies of one report, and lines that a site prints on every page.

In: signatures and lines of all articles. Out: who stands for the copies of a report; what each
recurring line is. Imports `index.content` and `index.records`.
"""
