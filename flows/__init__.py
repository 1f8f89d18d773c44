"""What is said and in which order: flows as data, the engine that walks them, and the reading of answers.

Pure: no clock, no database, no network and no words of any language. Time, structures and word lists come in
as arguments.
"""
