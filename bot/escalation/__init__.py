"""The clock: how urgent a case is, whom it asks next and when, and the tick that carries it on."""
