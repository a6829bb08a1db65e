"""What the page and the deck share."""
