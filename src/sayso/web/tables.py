"""What filters and counts need of an archive, in memory: narrow tables, with numbers for ids.

The archive's own tables are made for disk and for queries of any kind. The pages ask the same few
things again and again, of half a million events: here an event is known by its row number, and who
takes part in it by the number of a party, so that a condition on names is put to some thousands of
parties and not to millions of mentions. Parties are numbered by id and name, and mentions stored in
that order, so that all of one id lie together and the rest is passed over. Names of tables and
columns are those that `sayso.archive.query` writes its conditions for.
"""

from __future__ import annotations

from typing import Any

from sayso.archive import Archive
from sayso.archive.tables import EARTH_KM

LOADED = {
    "articles": "SELECT number, id, publisher, published, events, claims FROM articles",
    "events": """
        SELECT e.rowid AS event, e.article, e.type, e.mode, e.quad, e.factuality, e.stance,
          e.source, e.source_id, coalesce(e.source_id, lower(e.source)) AS speaker,
          e.place, e.place_text, e.lat, e.lon, e.country, e.where_prec, e.date_start, e.date_end,
          coalesce(e.date_start, e.date_end, a.published) AS day, o.rowid AS same_as,
          e.stance IN ('denies', 'doubts') OR e.factuality = 'did_not_happen' AS is_against
        FROM events e JOIN articles a ON a.number = e.article
        LEFT JOIN events o ON o.event = e.same_as""",
    "mentioned": """
        SELECT e.rowid AS event, p.role, p.id, p.name, p.text, p.country
        FROM participants p JOIN events e ON e.event = p.event""",
    "claims": """
        SELECT c.rowid AS claim, c.article, e.rowid AS event, a.published,
          c.lat IS NOT NULL OR c.kind = 'control' AS has_place
        FROM claims c JOIN articles a ON a.number = c.article
        LEFT JOIN events e ON e.event = c.event WHERE c.kind <> 'not_checkable'""",
    "incidents": "SELECT * EXCLUDE (body) FROM incidents WHERE articles > 1",
    "incident_events": """
        SELECT n.incident, e.rowid AS event FROM incident_events n JOIN events e USING (event)""",
}
DERIVED = """
CREATE TABLE parties AS
  SELECT row_number() OVER (ORDER BY id, name, text, role, country)::INTEGER AS party, * FROM
  (SELECT DISTINCT role, id, name, text, country FROM mentioned);
CREATE TABLE taking_part AS SELECT m.event, p.party FROM mentioned m JOIN parties p
  ON p.role IS NOT DISTINCT FROM m.role AND p.id IS NOT DISTINCT FROM m.id
  AND p.name IS NOT DISTINCT FROM m.name AND p.text IS NOT DISTINCT FROM m.text
  AND p.country IS NOT DISTINCT FROM m.country ORDER BY p.party, m.event;
DROP TABLE mentioned;
CREATE VIEW participants AS SELECT t.event, p.* FROM taking_part t JOIN parties p USING (party);
CREATE TABLE against AS
  SELECT if(o.is_against, e.event, o.event) AS told, if(o.is_against, o.event, e.event) AS denied,
      e.day
    FROM events e JOIN events o ON o.event = e.same_as
    WHERE e.is_against <> o.is_against AND e.source <> o.source
  UNION
  SELECT told, denied, day FROM (
    SELECT t.event AS told, d.event AS denied, d.day, tn.incident, t.speaker AS one,
      d.speaker AS other
    FROM incident_events dn JOIN events d ON d.event = dn.event AND d.is_against
    JOIN incident_events tn ON tn.incident = dn.incident
    JOIN events t ON t.event = tn.event AND NOT t.is_against
      AND t.factuality IN ('happened', 'ongoing') AND t.article <> d.article
      AND (t.speaker <> d.speaker OR t.speaker = 'article')
    QUALIFY row_number() OVER (PARTITION BY tn.incident, one, other ORDER BY t.event, d.event) = 1);
CREATE MACRO distance_km(lat1, lon1, lat2, lon2) AS
  2 * $earth * asin(sqrt(least(1.0,
    pow(sin(radians(lat2 - lat1) / 2), 2)
    + cos(radians(lat1)) * cos(radians(lat2)) * pow(sin(radians(lon2 - lon1) / 2), 2))));
"""


def load(archive: Archive) -> Any:
    """A DuckDB connection to the tables, made anew from the archive as it is now."""
    import duckdb

    made = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    cursor = archive.cursor()
    for name, query in LOADED.items():
        found = cursor.sql(query).to_arrow_table()
        made.register("found", found)
        made.execute(f"CREATE TABLE {name} AS SELECT * FROM found")  # noqa: S608 - a name of ours
        made.unregister("found")
    made.execute(DERIVED.replace("$earth", str(EARTH_KM)))
    made.execute("SET enable_external_access = false")
    return made
