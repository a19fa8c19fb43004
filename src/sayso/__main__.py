"""`python -m sayso`: the command line."""

from sayso.cli import main

main()
