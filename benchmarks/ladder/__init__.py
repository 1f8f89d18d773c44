"""How long a tick of the ladder takes, and whether closed cases slow it down."""
