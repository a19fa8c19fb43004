"""Events labelled in texts of the corpora, by offset: see README.md."""
