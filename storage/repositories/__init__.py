"""Queries, one file per thing. Nothing outside this folder reads or writes tables."""
