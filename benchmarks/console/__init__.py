"""How long the work list takes while reports come in."""
