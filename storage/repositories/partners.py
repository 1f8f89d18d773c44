"""Queries about partner organisations and their people."""

from .base import Repository


class PartnerRepository(Repository):
    """Queries about partner organisations and their people."""
