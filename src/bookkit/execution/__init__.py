"""What is executed, and what it depends on."""
