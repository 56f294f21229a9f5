"""The chat in the browser: the page, its server and the command that starts it.

In: a store, or a folder to make one of. Out: an address. Here stand the chat that all visitors
share and the words of the page; its parts are rooms.
"""
