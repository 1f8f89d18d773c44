"""How well the first message's language is guessed, against plain langdetect in the same run."""
