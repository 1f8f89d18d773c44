"""From an inbound event to what is said back: one engine step in one transaction."""
