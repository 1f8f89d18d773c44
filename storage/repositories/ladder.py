"""Queries about the clock rows of cases and what they fired."""

from .base import Repository


class LadderRepository(Repository):
    """Queries about the clock rows of cases and what they fired."""
