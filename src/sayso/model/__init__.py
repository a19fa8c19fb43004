"""The shipped weights, tokenizer and model card."""
