"""The tables of the index, as SQL."""

from __future__ import annotations

from typing import Any

from sayso.archive.layout import SHORT

EARTH_KM = 6371.0088  # mean radius, IUGG

ARTICLE_COLUMNS = (
    "id title publisher url published language characters model codebook content".split()
)

DISTANCE = f"""
CREATE MACRO distance_km(lat1, lon1, lat2, lon2) AS
  2 * {EARTH_KM} * asin(sqrt(least(1.0,
    pow(sin(radians(lat2 - lat1) / 2), 2)
    + cos(radians(lat1)) * cos(radians(lat2)) * pow(sin(radians(lon2 - lon1) / 2), 2))));
"""

# `copies` counts the articles that are near-duplicates of this one
CREATE = f"""
CREATE TABLE shards (name VARCHAR, live BOOLEAN);
CREATE TABLE articles (
  number INTEGER, id VARCHAR, title VARCHAR, publisher VARCHAR, url VARCHAR, published DATE,
  language VARCHAR, characters INTEGER, model VARCHAR, codebook VARCHAR, content VARCHAR,
  events INTEGER, claims INTEGER, shard VARCHAR, position INTEGER
);
CREATE TABLE signatures (article INTEGER, signature BLOB);
CREATE TABLE bands (band BIGINT, article INTEGER);
CREATE TABLE near_duplicates (article INTEGER, near INTEGER, similarity FLOAT);
CREATE TABLE linked (shards VARCHAR, method VARCHAR);
{DISTANCE}
CREATE MACRO short(content) AS left(content, {SHORT});
"""

# rows of new shards that are not there yet, each content once
FRESH = """
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT content, shard, position,
       ($first + row_number() OVER (ORDER BY shard, position))::INTEGER AS number
FROM (
  SELECT content, parse_filename(filename) AS shard, file_row_number::INTEGER AS position
  FROM read_parquet($files, filename = true, file_row_number = true)
  QUALIFY row_number() OVER (PARTITION BY content ORDER BY filename, file_row_number) = 1
) WHERE content NOT IN (SELECT content FROM archive.articles)
"""

_FROM = """
FROM read_parquet($files, filename = true, file_row_number = true) p
JOIN fresh f ON f.shard = parse_filename(p.filename) AND f.position = p.file_row_number
"""

INSERT_ARTICLES = f"""
INSERT INTO archive.articles
SELECT f.number, p.id, p.title, p.publisher, p.url, p.published, p.language, p.characters,
       p.model, p.codebook, p.content, len(p.events), len(p.claims), f.shard, f.position
{_FROM} ORDER BY f.number
"""

INSERT_SIGNATURES = f"""
INSERT INTO archive.signatures
SELECT f.number, p.signature {_FROM} WHERE octet_length(p.signature) > 0 ORDER BY f.number
"""


def insert_nested(table: str) -> str:
    """The statement that unnests a column of shards into the table of its name."""
    return f"""
    INSERT INTO archive.{table}
    SELECT article, n.* FROM (SELECT f.number AS article, unnest(p.{table}) AS n {_FROM})
    """  # noqa: S608 - the names are this file's own


def create_nested(table: str, fields: list[tuple[str, Any]]) -> str:
    """The statement that makes such a table, from the fields of the shard's schema."""
    columns = ", ".join(f'"{name}" {_SQL[str(kind)]}' for name, kind in fields)
    return f"CREATE TABLE {table} (article INTEGER, {columns})"


_SQL = {
    "string": "VARCHAR",
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "date32[day]": "DATE",
}

NESTED = ("events", "participants", "claims")

# A new article is compared with the earliest of each of its bands: one agency report that a
# thousand papers print makes a thousand pairs that way, and not half a million.
CANDIDATES = """
SELECT b.article, o.article AS near, s.signature, t.signature AS near_signature
FROM (
  SELECT DISTINCT b.article, e.first
  FROM archive.bands b
  JOIN (SELECT band, min(article) AS first FROM archive.bands GROUP BY band) e USING (band)
  WHERE b.article > $first AND e.first < b.article
) b(article, first), (SELECT article FROM archive.signatures) o,
  archive.signatures s, archive.signatures t
WHERE o.article = b.first AND s.article = b.article AND t.article = o.article
ORDER BY ALL
"""

CREATE_INCIDENTS = """
CREATE TABLE IF NOT EXISTS incident_events (incident VARCHAR, event VARCHAR);
CREATE TABLE IF NOT EXISTS incidents (
  incident VARCHAR, type VARCHAR, mode VARCHAR, actors VARCHAR, recipients VARCHAR,
  place VARCHAR, lat DOUBLE, lon DOUBLE, country VARCHAR, where_prec TINYINT,
  date_start DATE, date_end DATE, killed_low BIGINT, killed_high BIGINT,
  wounded_low BIGINT, wounded_high BIGINT, tellings INTEGER, articles INTEGER,
  publishers INTEGER, independent INTEGER, disputed VARCHAR, body VARCHAR
);
"""
