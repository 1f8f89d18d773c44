"""The web chat: the page at /chat and the JSON it talks to.

`gateway` says what the chat needs from the rest of the program, `router` turns it into endpoints, `pages` and
`assets` serve the page itself, `testing` is a gateway in memory with a scripted conversation.
"""
