"""Linking: events of several articles that are the same happening become incidents."""

from sayso.link.incidents import Incident, ensure_linked, link, load_incident

__all__ = ["Incident", "ensure_linked", "link", "load_incident"]
