"""What keeps data safe over time: keys that change, wishes to be deleted, backups, signed heads."""
