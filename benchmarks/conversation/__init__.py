"""Replies per second of the program as shipped, against a plain ConversationHandler in memory, over HTTP."""
