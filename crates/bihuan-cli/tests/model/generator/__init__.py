"""Random rulebooks, tickets and histories."""
