"""The chat in the browser: the page, its server and the command that starts it."""
