"""Queries about cases, timelines, consents, offers, messages, questions to workers."""

from .base import Repository


class CaseRepository(Repository):
    """Queries about cases, timelines, consents, offers, messages, questions to workers."""
