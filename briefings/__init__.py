"""What is kept: the record of a debate, checked, indexed and searched."""
