"""Qt models over our values."""
