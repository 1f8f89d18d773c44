"""Telegram: updates in (webhook or polling), bubbles and files out.

`python-telegram-bot` parses updates, knows the methods and maps the errors; its dispatcher, queue and HTTP
client are not used: order and durability are the inbox's and the outbox's business. This is the only folder
that imports `telegram`.
"""
