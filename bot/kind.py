"""What kind of installation a database belongs to, as its first start settled it for ever."""

KIND = "kind"
"""The fact that says it."""
DEMONSTRATION, REAL = "a demonstration", "a real installation"
