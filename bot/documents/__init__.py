"""Papers: what Todoke prints, with the fonts of all sixteen languages."""
