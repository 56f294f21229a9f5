"""Mail: messages, and pages saved as one.

In: bytes of a message. Out: a document for it and for what is attached. Imports
`index.formats.pages`.
"""
