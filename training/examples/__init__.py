"""The project's own labelled examples, and their linter."""
