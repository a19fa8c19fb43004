"""The code blocks of the README and the manual, and how each is run.

A comment before a block says what cannot be taken for granted: `<!-- test: skip: WHY -->`, or
`<!-- test: needs PATH -->` for a file that lies beside the checkout and is copied in. What is no
command and no Python is not run.
"""

from __future__ import annotations

import contextlib
import doctest
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner

ROOT = Path(__file__).parents[2]
FENCE = re.compile(
    r"(?:<!-- test: (?P<mark>[^>]+?) -->\s*\n)?"
    r"^(?P<ticks>```+)(?P<kind>[^\n]*)\n(?P<code>.*?)^(?P=ticks)\s*$",
    re.MULTILINE | re.DOTALL,
)
SHELL = ("sh", "bash", "console", "shell")
PYTHON = ("python", "py", "pycon")
ENDLESS = ("serve", "mcp")  # run until they are stopped: their words are read, and no more


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it stands, what it is written in, and the mark before it."""

    page: str
    line: int
    kind: str
    code: str
    mark: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def is_run(self) -> bool:
        """Whether it is a command or Python; a block without a language is judged by its text."""
        looks = self.code.lstrip().startswith(("sayso ", "pip ", "python", ">>> ", "import "))
        return self.kind in (*SHELL, *PYTHON) or (self.kind in ("", "text", "none") and looks)

    @property
    def is_python(self) -> bool:
        """Whether it is Python rather than commands."""
        return self.kind in PYTHON or self.code.lstrip().startswith((">>> ", "import "))


def pages() -> list[Path]:
    """README and every page of the manual."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [path for path in found if path.exists()]


def blocks(page: Path) -> list[Block]:
    """The blocks of a page that are run or say why not."""
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(ROOT).as_posix()
    found = [
        Block(
            page=name,
            line=text.count("\n", 0, match.start("ticks")) + 1,
            kind=match["kind"].strip(),
            code=match["code"],
            mark=(match["mark"] or "").strip(),
        )
        for match in FENCE.finditer(text)
    ]
    return [block for block in found if block.is_run]


def reason_to_skip(block: Block) -> str | None:
    """Why a block cannot be run here; None when it can."""
    what, _, rest = block.mark.partition(" ")
    if what == "skip:":
        return rest
    if what == "needs" and not (ROOT.parent / rest).exists():
        return f"needs {rest}"
    return None


@dataclass(slots=True)
class Reader:
    """Somebody who works through one page in a folder of their own, from top to bottom."""

    folder: Path
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__page__"})
    done: dict[Block, Exception | None] = field(default_factory=dict)

    def run(self, block: Block) -> None:
        """Run a block once; what it raised is raised again when it is asked for later."""
        if block not in self.done:
            self.done[block] = None
            try:
                with self._at_desk():
                    self._fetch(block)
                    (self._python if block.is_python else self._shell)(block)
            except Exception as error:
                self.done[block] = error
                raise
        elif (known := self.done[block]) is not None:
            raise known

    @contextlib.contextmanager
    def _at_desk(self) -> Iterator[None]:
        before = dict(os.environ)
        os.environ["SAYSO_HOME"] = str(self.folder / ".home")
        os.environ.pop("SAYSO_ARCHIVE", None)
        try:
            with contextlib.chdir(self.folder):
                yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def _fetch(self, block: Block) -> None:
        what, _, rest = block.mark.partition(" ")
        if what == "needs" and not (self.folder / Path(rest).name).exists():
            shutil.copy(ROOT.parent / rest, self.folder)

    def _python(self, block: Block) -> None:
        if block.code.lstrip().startswith(">>>"):
            parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
            case = parser.get_doctest(block.code, self.names, str(block), block.page, block.line)
            assert runner.run(case, clear_globs=False).failed == 0, "see the captured output"
            return
        exec(compile("\n" * block.line + block.code, block.page, "exec"), self.names)

    def _shell(self, block: Block) -> None:
        for line in block.code.replace("\\\n", " ").splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words:
                self._command(words)

    def _command(self, words: list[str]) -> None:
        """One command of sayso, in this process; its output may go to a file with `>`."""
        from sayso.cli import group

        out = None
        if ">" in words:
            *words, _, out = words
        if words[:3] == ["python", "-m", "sayso"]:
            words = words[2:]
        if words[0] == "export":
            for name, _, value in (word.partition("=") for word in words[1:]):
                os.environ[name] = value
            return
        if words[:2] == ["python3", "dev.py"]:
            return  # sets up an environment: CI's own first step
        assert words[0] == "sayso", f"{words[0]!r} is not run: mark the block"
        assert not {"|", "&&", ";", "<"} & set(words), f"{words} is not understood: mark the block"
        if words[1] in ENDLESS:
            command = group.get_command(click.Context(group), words[1])
            assert command is not None
            command.make_context(words[1], words[2:])  # are these its arguments and options?
            return
        result = CliRunner().invoke(group, words[1:], prog_name="sayso")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, f"{shlex.join(words)}: {result.output}"
        if out:
            Path(out).write_bytes(result.stdout_bytes)
        made = out or ("--out" in words and words[words.index("--out") + 1])
        shown = Path(made).stat().st_size if made else len(result.output.strip())
        assert shown, f"{shlex.join(words)} gave nothing"
