"""Unpaid pay from a log of days, against the law counted minute by minute."""
