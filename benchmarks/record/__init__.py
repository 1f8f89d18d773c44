"""How long a process record takes to make, and how large it is."""
