"""What answering on Discord costs."""
