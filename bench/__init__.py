"""What On Record costs in time and memory, measured against its goals and against others in one run."""
