"""Reports that a member of staff enters together with a worker, at the counter or on the telephone."""
