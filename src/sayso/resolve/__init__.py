"""Resolve mentions to actors, places, dates and quantities."""
