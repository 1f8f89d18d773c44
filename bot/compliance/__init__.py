"""The accepting side: who it is, what workers say of its duties, what it was asked to put right."""
