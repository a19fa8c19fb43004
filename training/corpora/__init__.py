"""Readers of the training corpora, one file a family."""
