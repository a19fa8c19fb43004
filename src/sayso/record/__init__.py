"""Records: reference data that claims are put to, in one shape, in the user's home folder."""

from sayso.record.load import Record
from sayso.record.store import (
    Manifest,
    add_articles,
    add_record,
    home,
    list_records,
    read_manifest,
    remove_record,
)

__all__ = [
    "Manifest",
    "Record",
    "add_articles",
    "add_record",
    "home",
    "list_records",
    "read_manifest",
    "remove_record",
]
