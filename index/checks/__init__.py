"""Examines an installation and its index: what is there, what is broken, what mends it.

In: the folder of an index, which may hold anything. Out: findings. Imports `index.store` and
`index.model`; changes nothing.
"""
