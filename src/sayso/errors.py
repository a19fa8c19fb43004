"""The errors of sayso, one tree; each message says what to do next.

::

    SaysoError
    ├── InputError            what the user gave cannot be read
    │   ├── EmptyInput          nothing in it
    │   ├── NotText             binary junk, or a kind of file that is not read
    │   ├── WrongEncoding       bytes that are no text in the stated encoding
    │   ├── TooLarge            over the size cap
    │   ├── TooSlow             over the time limit of one document
    │   ├── Locked              a PDF that asks for a password
    │   ├── NotEnglish          a page in a language that is not read
    │   ├── FetchError          a URL that could not be fetched
    │   │   └── ForbiddenAddress  a private or loopback address, or a scheme that is not http(s)
    │   └── RowError            a row of a table or a line of JSONL
    ├── RecordError           a record that cannot be imported or found
    ├── ArchiveError          an archive that is absent, locked or damaged
    ├── CodebookError         a codebook that cannot be used
    ├── ResolveError          a gazetteer or alias file that cannot be used
    ├── ModelError            weights that are absent or do not fit the program
    └── MissingExtra          an optional part that is not installed
"""


class SaysoError(Exception):
    """Base of all: `where` names the file, row or address, `remedy` what to do next.

    >>> str(SaysoError("no text in it", where="a.html", remedy="give another file"))
    'a.html: no text in it; give another file'
    """

    exit_code = 1

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        super().__init__(problem)

    def __str__(self) -> str:
        head = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{head}; {self.remedy}" if self.remedy else head

    def __reduce__(self) -> tuple[object, ...]:
        # errors cross process borders (killable workers), and keyword-only arguments do not
        return (_rebuild, (type(self), self.problem, self.where, self.remedy))


def _rebuild(kind: type[SaysoError], problem: str, where: str, remedy: str) -> SaysoError:
    return kind(problem, where=where, remedy=remedy)


class InputError(SaysoError):
    """What the user gave cannot be read."""

    exit_code = 3


class EmptyInput(InputError):  # noqa: N818
    """There is nothing in it."""


class NotText(InputError):  # noqa: N818
    """Binary junk, or a kind of file that is not read."""


class WrongEncoding(InputError):  # noqa: N818
    """The bytes are no text in the stated or guessed encoding."""


class TooLarge(InputError):  # noqa: N818
    """Over the size cap."""


class TooSlow(InputError):  # noqa: N818
    """Over the time limit of one document."""


class Locked(InputError):  # noqa: N818
    """A PDF that asks for a password."""


class NotEnglish(InputError):  # noqa: N818
    """A page in a language that is not read."""


class FetchError(InputError):
    """A URL that could not be fetched."""


class ForbiddenAddress(FetchError):  # noqa: N818
    """A private or loopback address, or a scheme that is not http(s)."""


class RowError(InputError):
    """A row of a table or a line of JSONL that cannot be used."""


class RecordError(SaysoError):
    """A record that cannot be imported or found."""

    exit_code = 4


class ArchiveError(SaysoError):
    """An archive that is absent, locked or damaged."""

    exit_code = 5


class CodebookError(SaysoError):
    """A codebook that cannot be used."""

    exit_code = 6


class ResolveError(SaysoError):
    """A gazetteer or alias file that cannot be used."""

    exit_code = 6


class ModelError(SaysoError):
    """Weights that are absent or do not fit the program."""

    exit_code = 7


class MissingExtra(SaysoError):  # noqa: N818
    """An optional part that is not installed."""

    exit_code = 8
