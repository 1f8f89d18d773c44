"""Where pictures are parsed: a process of its own that can do nothing but read its input and write its answer.

Imports the standard library and Pillow, nothing else of the program: what takes it over finds no keys, no database and
no network here. It is started by `bot.evidence.run`.
"""
