"""Figures that the documentation claims, each measured against a peer or a simpler way in the same run."""
