#!/usr/bin/env python3
"""Set up sayso in a checkout, with nothing but Python 3.11 or later.

python3 dev.py try     install into .venv and code the bundled article
python3 dev.py test    install with the development tools and run all checks, as CI does
python3 dev.py lock    make requirements.lock and requirements-dev.lock anew (needs uv)
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".venv"
BIN = ENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = BIN / "python"


def run(*words: str | Path) -> None:
    """Run a command in the checkout; end with its exit code if it fails."""
    print("+", *(Path(word).name if isinstance(word, Path) else word for word in words), flush=True)
    done = subprocess.run([str(word) for word in words], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def make_env() -> None:
    """Make .venv; where Debian left out ensurepip, its package is installed or named."""
    if PYTHON.exists():
        return
    try:
        venv.create(ENV, with_pip=True)
    except (subprocess.CalledProcessError, SystemExit):
        shutil.rmtree(ENV, ignore_errors=True)
        if not shutil.which("apt-get"):
            sys.exit("this Python has no ensurepip; install its venv package and try again")
        run("apt-get", "update", "-q")
        run("apt-get", "install", "-y", "-q", "python3-venv")
        venv.create(ENV, with_pip=True)


def install(lock: str) -> None:
    """Install what a lock file pins, and the checkout itself; skipped when nothing changed."""
    make_env()
    pinned = ROOT / lock
    mark = ENV / f"{lock}.done"
    stamp = hashlib.sha256(pinned.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == stamp:
        return
    pip = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", lock)
    run(*pip, "--no-deps", "--no-build-isolation", "-e", ".")
    mark.write_text(stamp)


def try_it() -> None:
    """The main job on the article that comes with the checkout."""
    install("requirements.lock")
    run(BIN / "sayso", "read", "examples/harbour-strike.txt")


def test() -> None:
    """Everything that CI checks."""
    install("requirements-dev.lock")
    run(BIN / "ruff", "check", ".")
    run(BIN / "ruff", "format", "--check", ".")
    run(BIN / "mypy")
    run(PYTHON, "-m", "tools.house")
    run(PYTHON, "-m", "training.examples.lint")
    run(PYTHON, "-m", "pytest", "-m", "not browser")
    # apart: the browser's driver keeps an event loop running that the web tests' client refuses
    run(PYTHON, "-m", "pytest", "-m", "browser")


def lock() -> None:
    """Both lock files: hashes, no index addresses."""
    shared = (
        "uv", "pip", "compile", "pyproject.toml", "--generate-hashes", "--no-header",
        "--no-annotate", "--universal", "--python-version", "3.11", "--upgrade",
    )  # fmt: skip
    run(*shared, "--group", "build", "-o", "requirements.lock")
    run(*shared, "--group", "build", "--group", "dev", "-o", "requirements-dev.lock")


if __name__ == "__main__":
    jobs = {"try": try_it, "test": test, "lock": lock}
    if len(sys.argv) != 2 or sys.argv[1] not in jobs:
        sys.exit(__doc__)
    jobs[sys.argv[1]]()
