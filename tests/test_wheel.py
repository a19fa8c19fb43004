"""The built wheel in an empty environment: what a user who has no checkout gets."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = "Rebels shelled Taiz on 3 May 2016, killing at least 12 people, police said."


def run(*words: str | Path, cwd: Path, given: str | None = None) -> str:
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, input=given, capture_output=True, text=True,
        check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation")
    run(*pip, "-w", folder, ROOT, cwd=folder)
    (built,) = folder.glob("sayso-*.whl")
    return built


@pytest.fixture(scope="module")
def sayso(wheel: Path) -> Path:
    """The command of an environment that holds nothing but the wheel and what the lock pins."""
    env = wheel.parent / "env"
    venv.create(env, with_pip=True)
    pip = (env / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=wheel.parent)
    run(*pip, "--no-deps", wheel, cwd=wheel.parent)
    return env / "bin" / "sayso"


def test_the_wheel_codes_an_article(sayso: Path) -> None:
    told = run(sayso, "read", "-", "--json", cwd=sayso.parent, given=TEXT)
    events = json.loads(told)["events"]
    assert [event["type"] for event in events] == ["ASSAULT"]
    assert events[0]["trigger"]["text"] == "shelled"


def test_the_wheel_finds_nothing_wrong_with_itself(sayso: Path) -> None:
    assert "encoder" in run(sayso, "doctor", cwd=sayso.parent)
