"""Reading: files, folders, addresses and raw text become articles.

Heavy libraries load when a page needs them, not with this package.
"""

from sayso.read.failures import FailureLog
from sayso.read.html import read_html
from sayso.read.inputs import read_inputs
from sayso.read.options import Columns, ReadOptions
from sayso.read.pdf import read_pdf
from sayso.read.plain import read_text
from sayso.read.sentences import sentences

__all__ = [
    "Columns",
    "FailureLog",
    "ReadOptions",
    "read_html",
    "read_inputs",
    "read_pdf",
    "read_text",
    "sentences",
]
