"""`sayso doctor`: what it finds in good and in broken places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso import doctor
from sayso.archive import Archive
from sayso.archive.lock import held_by, writer_lock
from sayso.cli.doctor import command


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path))
    monkeypatch.delenv("SAYSO_ARCHIVE", raising=False)
    return tmp_path


def found(part: str, name: str, folder: Path | None = None) -> doctor.Found:
    return next(f for f in doctor.examine(folder) if f.part == part and f.name == name)


def test_a_new_house_has_no_fault(house: Path) -> None:
    result = CliRunner().invoke(command, ["--json"])
    assert result.exit_code == 0, result.output
    states = {(one["part"], one["name"]): one["state"] for one in json.loads(result.output)}
    assert states["archive", "folder"] == "absent"
    assert states["records", "records"] == "absent"
    assert states["model", "encoder.onnx"] == "ok"
    assert list(house.iterdir()) == [], "looking made something"


def test_what_is_missing_comes_with_a_command(house: Path) -> None:
    for one in doctor.examine():
        assert bool(one.remedy) == (one.state != "ok"), one
    assert found("records", "records").remedy == "sayso record add FILE"


def test_changed_weights_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    meta = {"version": "x", "sha256": {"tokenizer.json": "0" * 64, "gone.onnx": "0" * 64}}
    monkeypatch.setattr("sayso.annotate.encoder.model_meta", lambda: meta)
    states = {one.name: one.state for one in doctor.model()}
    assert states["tokenizer.json"] == "fault"
    assert states["gone.onnx"] == "fault"


def test_a_fault_is_told_by_the_exit_code(monkeypatch: pytest.MonkeyPatch, house: Path) -> None:
    monkeypatch.setattr(doctor, "LIBRARIES", ("no-such-library",))
    result = CliRunner().invoke(command)
    assert result.exit_code == 1
    assert "no-such-library" in result.output and "1 faults" in result.output


def test_the_writer_is_named_and_not_disturbed(house: Path) -> None:
    with Archive(house / "archive", create=True) as archive:
        lock = archive.layout.lock
    assert found("archive", "writer").value == "nobody writes to it"
    with writer_lock(lock):
        before = lock.read_bytes()
        assert found("archive", "writer").value.startswith("process ")
        assert lock.read_bytes() == before
    assert held_by(lock) is None
    assert held_by(house / "nowhere") is None


def test_damage_is_told_apart_from_absence(house: Path) -> None:
    with Archive(house / "archive", create=True) as archive:
        manifest = archive.layout.manifest
    manifest.write_text("not json")
    assert found("archive", "folder").state == "fault"
    bad = house / "records" / "bad" / "manifest.json"
    bad.parent.mkdir(parents=True)
    bad.write_text("{}")
    assert found("records", "bad").state == "fault"


@pytest.mark.parametrize(
    ("flags", "path"),
    [
        ({"sse2"}, "plain instructions"),
        ({"avx2"}, "AVX2 without VNNI"),
        ({"avx2", "avx_vnni"}, "AVX VNNI"),
        ({"avx2", "avx512bw", "avx512_vnni", "amx_int8"}, "AMX"),
        ({"asimd", "asimddp"}, "ARM dot product"),
    ],
)
def test_int8_path_is_the_best_the_processor_has(flags: set[str], path: str) -> None:
    assert doctor.int8_path(frozenset(flags)) == path
