"""What staff are sent: one digest a day at their hour, and alerts at once."""
