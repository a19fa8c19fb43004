"""`sayso incident ID`: one incident, who says what."""

from sayso.cli.incidents import incident as command

__all__ = ["command"]
