"""Small programs for the checkout."""
