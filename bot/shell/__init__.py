"""What the subcommands of `onrecord` do; each gives an exit status."""
