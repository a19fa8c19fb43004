"""Bringing old rows to the model and codebook of today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sayso.archive import index, shards
from sayso.archive.add import NO_HOOKS, Added, Codes, Hooks
from sayso.archive.lock import writer_lock
from sayso.archive.shards import Coding
from sayso.archive.store import Archive
from sayso.schema import Article, Failure, from_json


def stale(archive: Archive, coding: Coding) -> int:
    """How many articles were coded by another model or codebook."""
    return int(
        archive.cursor().execute(
            "SELECT count(*) FROM articles "
            "WHERE model IS DISTINCT FROM $model OR codebook IS DISTINCT FROM $codebook",
            {"model": coding.model, "codebook": coding.codebook},
        ).fetchone()[0]
    )  # fmt: skip


def recode(archive: Archive, *, coder: Codes, coding: Coding, hooks: Hooks = NO_HOOKS) -> Added:
    """Code anew what another model or codebook coded, shard by shard; resumable at any moment.

    An article that cannot be coded now keeps its old row and is reported as a failure.
    """
    state = Added()
    with writer_lock(archive.layout.lock):
        try:
            for name in shards.live(archive.layout):
                if hooks.stop():
                    state.stopped = True
                    break
                _recode_shard(archive, name, coder=coder, coding=coding, hooks=hooks, state=state)
        finally:
            index.refresh(archive.layout)
        shards.remove_superseded(archive.layout)
        index.refresh(archive.layout)
    return state


def _recode_shard(
    archive: Archive, name: str, *, coder: Codes, coding: Coding, hooks: Hooks, state: Added
) -> None:
    rows = shards.columns(archive.layout, name, "json", "model", "codebook")
    is_old = [(row["model"], row["codebook"]) != (coding.model, coding.codebook) for row in rows]
    state.known += len(rows) - sum(is_old)
    if not any(is_old):
        return
    old = [row for row, stale in zip(rows, is_old, strict=True) if stale]
    fresh = _coded(old, coder, coding=coding, hooks=hooks, state=state)
    made = [next(fresh) if old else _kept(row) for row, old in zip(rows, is_old, strict=True)]
    shards.write(archive.layout, made, supersedes=[name])
    hooks.acknowledged([row["content"] for row in made])
    hooks.progress(state)


def _coded(
    rows: Sequence[dict[str, Any]], coder: Codes, *, coding: Coding, hooks: Hooks, state: Added
) -> Iterator[dict[str, Any]]:
    """New rows, one for each old one."""
    bare = [uncoded(from_json(row["json"])) for row in rows]
    for item, old in zip(coder.code_each(bare), rows, strict=True):
        if isinstance(item, Failure):
            state.failed += 1
            hooks.failed(item)
            yield _kept(old)
        else:
            state.added += 1
            yield shards.row(item, coding)
        hooks.progress(state)


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    return shards.row(from_json(row["json"]), Coding(row["model"], row["codebook"]))


def uncoded(article: Article) -> Article:
    """The article as it was read, before anything was coded."""
    return replace(article, mentions=(), events=(), claims=(), model=None)
