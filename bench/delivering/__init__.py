"""What scheduled deliveries are measured with."""
