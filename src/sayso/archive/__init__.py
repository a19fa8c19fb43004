"""The archive: thousands of coded articles, kept for years, asked in milliseconds.

Parquet shards are the truth; the index over them can be thrown away and built again.
"""

from sayso.archive.add import Added, add_articles
from sayso.archive.query import Query
from sayso.archive.recode import recode
from sayso.archive.relation import Relation
from sayso.archive.store import Archive

__all__ = ["Added", "Archive", "Query", "Relation", "add_articles", "recode"]
