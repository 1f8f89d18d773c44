"""The ways people reach the bot.

Each channel turns what arrives into inbound events (`{"type": "text", …}`), and bubbles
(`{"type": "bubble", …}`) into what its phone shows; nothing behind them knows which channel it is.
"""
