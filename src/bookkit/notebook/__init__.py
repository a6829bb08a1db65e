"""Every chapter as plain notebooks."""
