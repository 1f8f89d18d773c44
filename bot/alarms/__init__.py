"""Alarms: what the program itself is worried about, and what ends each."""
