"""Training of the shipped model; needs the extra `train`, and is never imported by sayso."""
