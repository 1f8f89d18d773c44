"""Queries about staff accounts, sessions, invitations, attempts, audit."""

from .base import Repository


class AccessRepository(Repository):
    """Queries about staff accounts, sessions, invitations, attempts, audit."""
