"""Photos, documents and voice messages: fetched, checked, kept sealed."""
