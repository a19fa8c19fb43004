"""What the pages find, count and show of an archive, in memory.

The archive's own tables are made for disk and for queries of any kind. The pages ask the same few
things again and again, of half a million events, and eight readers at once share two processors.
So each thing is known here by its number, and what is counted of it are columns of small numbers
(numpy); the words that filters ask for stand once each in four small tables (`articles`, `kinds`,
`places`, `parties`) in DuckDB, so that a condition is put to some thousands of words and not to
millions of mentions; and what is shown is kept as Arrow, of which 25 rows are picked in a
millisecond.

Things are numbered in the order in which lists show them: the first rows found are the first page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.archive import Archive, index
from sayso.archive.tables import DISTANCE

Ints = npt.NDArray[np.int32]
Row = dict[str, Any]

COARSE = 4  # of UCDP's where_prec: from here on no more than a province is told
NO_DAY = int(np.iinfo(np.int32).min)

LOADED = {
    "articles": """
        SELECT number, id, title, publisher, published, url, characters, events, claims
        FROM articles ORDER BY published DESC NULLS LAST, number DESC""",
    "events": """
        SELECT e.rowid AS row, e.article AS article_number, o.rowid AS same_row,
          e.event, e.type, e.mode, e.quad, e.factuality, e.score, e.trigger, e.sentence, e.actors,
          e.recipients, e.place, e.place_text, e.lat, e.lon, e.country, e.where_prec, e.date_start,
          e.date_end, e.killed_low, e.killed_best, e.killed_high, e.source, e.source_id, e.stance,
          e.manner, e.said_within, e.same_as, coalesce(e.source_id, lower(e.source)) AS speaker,
          coalesce(e.date_start, e.date_end, a.published) AS day,
          coalesce(e.date_end, e.date_start, a.published) AS last_day
        FROM events e JOIN articles a ON a.number = e.article
        LEFT JOIN events o ON o.event = e.same_as ORDER BY day DESC NULLS LAST, e.rowid""",
    "mentions": """
        SELECT e.rowid AS row, p.role, p.id, p.name, p.text, p.country
        FROM participants p JOIN events e ON e.event = p.event""",
    "claims": """
        SELECT c.* EXCLUDE (article), c.article AS article_number, e.rowid AS row
        FROM claims c JOIN articles a ON a.number = c.article
        LEFT JOIN events e ON e.event = c.event
        WHERE c.kind <> 'not_checkable'
        ORDER BY c.lat IS NOT NULL OR c.kind = 'control' DESC, a.published DESC NULLS LAST,
          c.rowid""",
    "incidents": """
        SELECT * EXCLUDE (body) FROM incidents ORDER BY articles > 1 DESC, publishers DESC,
          articles DESC, date_start DESC NULLS LAST, incident""",
    "tellings": """
        SELECT n.incident, e.rowid AS row
        FROM incident_events n JOIN events e ON e.event = n.event""",
}
INTERNAL = ("row", "article_number", "same_row", "place_text", "speaker", "day", "last_day")

SHOWN = ("articles", "events", "claims", "incidents")

CODED = {
    "kind": ("events", ("type", "mode", "quad", "factuality", "stance")),
    "place": ("events", ("place", "place_text", "lat", "lon", "country", "where_prec")),
    "voice": ("events", ("speaker", "source")),
    "party": ("mentions", ("role", "id", "name", "text", "country")),
    "publisher": ("articles", ("publisher",)),
}
"""What is known by a number: of which rows, and by which of their columns."""

# told by one and denied by another: in one article, or in the tellings of one incident
AGAINST = """
CREATE TEMP VIEW told AS SELECT e.*, v.speaker, v.source, k.factuality,
  k.stance IN ('denies', 'doubts') OR k.factuality = 'did_not_happen' AS is_against
  FROM numbered e JOIN voices v ON v.number = e.voice JOIN kinds k ON k.number = e.kind;
SELECT if(o.is_against, e.event, o.event) AS told, if(o.is_against, o.event, e.event) AS denied
  FROM told e JOIN told o ON o.event = e.same_as
  WHERE e.is_against <> o.is_against AND e.source <> o.source
UNION
SELECT told, denied FROM (
  SELECT t.event AS told, d.event AS denied, tn.incident, t.speaker AS one, d.speaker AS other
  FROM tellings dn JOIN told d ON d.event = dn.event AND d.is_against
  JOIN tellings tn ON tn.incident = dn.incident
  JOIN told t ON t.event = tn.event AND NOT t.is_against
    AND t.factuality IN ('happened', 'ongoing') AND t.article <> d.article
    AND (t.speaker <> d.speaker OR t.speaker = 'article')
  QUALIFY row_number() OVER (PARTITION BY tn.incident, one, other ORDER BY t.event, d.event) = 1)
ORDER BY denied, told
"""


@dataclass(frozen=True, slots=True)
class Tables:
    """An archive as it was when loaded.

    Columns by table and name: of `events` the number of its article, kind, place, voice and of
    the event it retells (-1: none), its first and last day (days since 1970, or `NO_DAY`), and
    its `row` in the archive; of `claims` and `tellings` those of their article, event and
    incident. `kinds`, `places` and `voices` are the rows that such numbers mean; `cells` joins
    the places that a map shows as one (-1: it has no point), `speakers` the voices of one source.
    The events of party p are `mentioned[of_party[p]:of_party[p + 1]]`, those of article a
    `in_articles[of_article[a]:of_article[a + 1]]`.
    """

    words: Any
    events: dict[str, Ints]
    articles: dict[str, Ints]
    claims: dict[str, Ints]
    incidents: dict[str, Any]
    tellings: dict[str, Ints]
    against: dict[str, Ints]
    kinds: list[Row]
    places: list[Row]
    cells: Ints
    voices: list[Row]
    speakers: Ints
    publishers: list[str | None]
    mentioned: Ints
    of_party: Ints
    in_articles: Ints
    of_article: Ints
    shown: dict[str, Any]
    is_linked: bool

    def rows(self, name: str, numbers: Any, columns: Sequence[str] = ()) -> list[Row]:
        """What is shown of the things of these numbers: some columns, or all."""
        table = self.shown[name].select(columns) if columns else self.shown[name]
        found: list[Row] = table.take(np.asarray(numbers, np.int64)).to_pylist()
        return found


def load(archive: Archive) -> Tables:
    """The tables of the archive as it is now."""
    cursor = archive.cursor()
    found = {name: cursor.sql(query).to_arrow_table() for name, query in LOADED.items()}
    codes = {name: coded(found[table], names) for name, (table, names) in CODED.items()}
    values = {name: table for name, (_, table) in codes.items()}
    at_event, at_article = _inverse(found["events"]["row"]), _inverse(found["articles"]["number"])
    events = _events(found["events"], codes, at_event=at_event, at_article=at_article)
    tellings = {
        "incident": _positions(found["tellings"]["incident"], found["incidents"]["incident"]),
        "event": at_event[_ints(found["tellings"]["row"])],
    }
    mentioned, of_party = grouped(
        codes["party"][0], len(values["party"]), at_event[_ints(found["mentions"]["row"])]
    )
    every = np.arange(len(events["kind"]), dtype=np.int32)
    in_articles, of_article = grouped(events["article"], len(found["articles"]), every)
    parties = values["party"].append_column("mentions", [np.diff(of_party)])
    words = _words(
        articles=found["articles"].select(["id", "title", "publisher"]),
        kinds=values["kind"],
        places=values["place"],
        parties=parties,
    )
    return Tables(
        words=words,
        events=events,
        articles=_articles(found["articles"], codes["publisher"][0]),
        claims={
            "article": at_article[_ints(found["claims"]["article_number"])],
            "event": _looked_up(at_event, found["claims"]["row"]),
        },
        incidents=_incidents(found["incidents"]),
        tellings=tellings,
        against=_against(words, events, tellings, values["voice"]),
        kinds=values["kind"].to_pylist(),
        places=values["place"].to_pylist(),
        cells=_cells(values["place"]),
        voices=values["voice"].to_pylist(),
        speakers=coded(values["voice"], ("speaker",))[0],
        publishers=values["publisher"]["publisher"].to_pylist(),
        mentioned=mentioned,
        of_party=of_party,
        in_articles=in_articles,
        of_article=of_article,
        shown={name: _shown(found[name]) for name in SHOWN},
        is_linked=archive.is_linked,
    )


def _events(
    table: Any, codes: dict[str, tuple[Ints, Any]], *, at_event: Ints, at_article: Ints
) -> dict[str, Ints]:
    return {
        "article": at_article[_ints(table["article_number"])],
        "kind": codes["kind"][0],
        "place": codes["place"][0],
        "voice": codes["voice"][0],
        "same_as": _looked_up(at_event, table["same_row"]),
        "day": _ints(table["day"], none=NO_DAY),
        "last_day": _ints(table["last_day"], none=NO_DAY),
        "row": _ints(table["row"]),
    }


def _articles(table: Any, publisher: Ints) -> dict[str, Ints]:
    numbers = {name: _ints(table[name]) for name in ("events", "number")}
    return {"publisher": publisher, **numbers}


def _incidents(table: Any) -> dict[str, Any]:
    return {
        "is_shared": table["articles"].to_numpy() > 1,
        "is_mapped": table["lat"].is_valid().to_numpy(),
    }


def coded(table: Any, names: Sequence[str]) -> tuple[Ints, Any]:
    """For each row the number of its values in some columns, and the table of those values."""
    key = np.zeros(len(table), dtype=np.int64)
    for name in names:
        column = table[name].combine_chunks().dictionary_encode(null_encoding="encode")
        key = key * len(column.dictionary) + column.indices.to_numpy()
        key = np.unique(key, return_inverse=True)[1]
    first, codes = np.unique(key, return_index=True, return_inverse=True)[1:]
    return codes.astype(np.int32), table.select(list(names)).take(first)


def grouped(group: Ints, count: int, members: Ints) -> tuple[Ints, Ints]:
    """The members by group, and where each group begins; its end is the next one's beginning."""
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], np.arange(count + 1)).astype(np.int32)
    return members[order], begins


def _ints(column: Any, *, none: int = -1) -> Ints:
    import pyarrow as pa

    found: Ints = column.cast(pa.int32()).fill_null(none).to_numpy()
    return found


def _inverse(column: Any) -> Ints:
    """The position of each number that stands in a column."""
    numbers = _ints(column)
    at = np.full(int(numbers.max(initial=-1)) + 1, -1, dtype=np.int32)
    at[numbers] = np.arange(len(numbers))
    return at


def _looked_up(at: Ints, column: Any) -> Ints:
    """The position of each of a column's numbers; -1 stays."""
    numbers = _ints(column)
    found = np.full(len(numbers), -1, dtype=np.int32)
    found[numbers >= 0] = at[numbers[numbers >= 0]]
    return found


def _positions(column: Any, values: Any) -> Ints:
    import pyarrow.compute as pc

    return _ints(pc.index_in(column, value_set=values.combine_chunks()))


def _cells(places: Any) -> Ints:
    """The places that a map shows as one: their points are the same to a hundredth of a degree."""
    lat, lon = (np.round(places[name].to_numpy(), 2) for name in ("lat", "lon"))
    is_coarse = places["where_prec"].fill_null(0).to_numpy() >= COARSE
    points = np.column_stack([np.nan_to_num(lat), np.nan_to_num(lon), is_coarse])
    cell = np.unique(points, axis=0, return_inverse=True)[1].ravel()
    return np.where(np.isnan(lat), -1, cell).astype(np.int32)


def _shown(table: Any) -> Any:
    """The columns that pages show, each in one piece, words that recur stored once."""
    import pyarrow as pa

    out = {}
    for name in table.column_names:
        if name in INTERNAL:
            continue
        column = table[name].combine_chunks()
        is_unique = name in ("event", "sentence", "title", "url", "id", "claim", "incident")
        if pa.types.is_string(column.type) and not is_unique:
            column = column.dictionary_encode()
        out[name] = column
    return pa.table(out)


def _words(**tables: Any) -> Any:
    """The DuckDB connection to which conditions on words are put."""
    made = index.connected()
    made.execute("SET threads = 1")  # readers share the processors: one query takes one of them
    for name, table in tables.items():
        made.register("found", table.append_column("number", _counting(table)))
        made.execute(f"CREATE TABLE {name} AS SELECT * FROM found")  # noqa: S608 - a name of ours
        made.unregister("found")
    made.execute(DISTANCE)
    made.execute("SET enable_external_access = false")
    return made


def _against(
    words: Any, events: dict[str, Ints], told: dict[str, Ints], voices: Any
) -> dict[str, Ints]:
    """The events told by one and denied by another, as pairs."""
    import pyarrow as pa

    wanted = {name: events[name] for name in ("article", "kind", "voice", "same_as")}
    numbered = pa.table(wanted)
    cursor = words.cursor()
    cursor.register("numbered", numbered.append_column("event", _counting(numbered)))
    cursor.register("tellings", pa.table(told))
    cursor.register("voices", voices.append_column("number", _counting(voices)))
    found: dict[str, Ints] = cursor.execute(AGAINST).fetchnumpy()
    return found


def _counting(table: Any) -> Any:
    """A column of row numbers."""
    import pyarrow as pa

    return pa.array(np.arange(len(table), dtype=np.int32))
