"""What runs by itself: taking updates in, handling them, sending, ticking, auditing."""
