"""What answering in Slack costs."""
