"""Scripts that make the knowledge files of `sayso.resolve`."""
