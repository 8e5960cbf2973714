"""What a manager sees of the main system: connecting again after an outage, and copies from before."""
