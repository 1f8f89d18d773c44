"""Who may come in and what they may do: staff accounts, sessions, second factor, roles."""
