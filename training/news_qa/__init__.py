"""Invented news with questions, written for this project: data, and what checks it.

In: JSON lines beside this file. Out: what is wrong with them, and counts. Imports nothing of ours.
"""
