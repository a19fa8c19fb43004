"""Directives that write the reference from the code: commands, the JSON of an article, errors."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Written(SphinxDirective):
    """A directive whose content is Markdown that a function makes."""

    def markdown(self) -> Iterator[str]:
        """The lines."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """The parsed lines."""
        text = "\n".join(self.markdown())
        return self.parse_text_to_nodes(text, allow_section_headings=True)


class Commands(Written):
    """Every command of the command line with its arguments and options."""

    def markdown(self) -> Iterator[str]:
        """A section for each command, subcommands under their own names."""
        from sayso.cli import group

        with click.Context(group, info_name="sayso") as context:
            for name in group.list_commands(context):
                command = group.get_command(context, name)
                assert command is not None
                yield from _command(command, f"sayso {name}")


def _command(command: click.Command, path: str) -> Iterator[str]:
    with click.Context(command, info_name=path) as context:
        yield f"## {path}\n"
        if not isinstance(command, click.Group):
            usage = " ".join(command.collect_usage_pieces(context))
            yield f"```none\n{path} {usage}\n```\n"
        yield f"{inspect.cleandoc(command.help or '')}\n"
        yield from _options(command)
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                under = command.get_command(context, name)
                assert under is not None
                yield from _command(under, f"{path} {name}")


def _options(command: click.Command) -> Iterator[str]:
    options = [one for one in command.params if isinstance(one, click.Option)]
    if not options:
        return
    yield "| option | what it does | by default |\n|---|---|---|"
    for one in options:
        flags = ", ".join(f"`{flag}`" for flag in (*one.opts, *one.secondary_opts))
        kind = "" if one.is_flag else f" {_metavar(one)}"
        yield f"| {flags}{kind} | {_cell(one.help or '')} | {_default(one)} |"
    yield ""


def _metavar(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return " or ".join(f"`{choice}`" for choice in option.type.choices)
    return option.metavar or str(option.type.name).upper()


def _default(option: click.Option) -> str:
    if isinstance(option.show_default, str):
        return option.show_default
    default = option.default
    plain = isinstance(default, str | int | float) and not isinstance(default, bool)
    return f"`{default}`" if plain and not option.is_flag else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


class Schema(Written):
    """The JSON of an article: one table for each kind of object."""

    def markdown(self) -> Iterator[str]:
        """A section for each dataclass of the schema, in the order of the code."""
        from sayso import schema

        found = schema.json_schema()["$defs"]
        order = [name for name in vars(schema) if name in found]
        for name in reversed(order):
            yield f"## {name}\n"
            yield f"{inspect.getdoc(getattr(schema, name))}\n"
            yield "| key | type | may be left out |\n|---|---|---|"
            wanted = found[name].get("required", [])
            for key, value in found[name]["properties"].items():
                yield f"| `{key}` | {_type(value)} | {'no' if key in wanted else 'yes'} |"
            yield ""


def _type(value: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in value:
        return " or ".join(_type(one) for one in value["anyOf"])
    if "enum" in value:
        return ", ".join(f"`{one}`" for one in value["enum"])
    kind = value.get("type", "anything")
    if kind == "array":
        items = value.get("items") or (value.get("prefixItems") or [{}])[0]
        return f"list of {_type(items)}" if items else "list"
    if kind == "object" and isinstance(value.get("additionalProperties"), dict):
        return f"object of {_type(value['additionalProperties'])}"
    return f"{kind} ({value['format']})" if "format" in value else str(kind)


class Errors(Written):
    """The tree of errors with their exit codes."""

    def markdown(self) -> Iterator[str]:
        """The tree as the code draws it, then a table."""
        from sayso import errors

        drawn = (errors.__doc__ or "").partition("::")[2]
        yield f"```none\n{inspect.cleandoc(drawn.strip(chr(10)))}\n```\n"
        yield "| error | exit code | when |\n|---|---|---|"
        for name, kind in vars(errors).items():
            if inspect.isclass(kind) and issubclass(kind, errors.SaysoError):
                yield f"| `{name}` | {kind.exit_code} | {_cell(inspect.getdoc(kind) or '')} |"


class Types(Written):
    """The event types of the shipped codebook."""

    def markdown(self) -> Iterator[str]:
        """A section for each type with its modes and examples."""
        from sayso.coding.codebook import plover

        for name, kind in plover().types.items():
            yield f"## {name}\n\n*{kind.quad}.* {kind.definition}\n"
            for mode, words in kind.modes.items():
                yield f"- `{mode}`: {words}"
            yield ""
            for one in kind.examples:
                trigger = one.text[one.start : one.end]
                yield f"> {one.text[: one.start]}**{trigger}**{one.text[one.end :]}\n"


class Formats(Written):
    """The formats of `sayso export`."""

    def markdown(self) -> Iterator[str]:
        """One table."""
        from sayso.export import FORMATS

        yield "| `--to` | what it is | file |\n|---|---|---|"
        for name, one in FORMATS.items():
            yield f"| `{name}` | {_cell(one.summary)} | `{one.suffix}` |"


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directives."""
    for name, directive in (
        ("sayso-commands", Commands),
        ("sayso-schema", Schema),
        ("sayso-errors", Errors),
        ("sayso-types", Types),
        ("sayso-formats", Formats),
    ):
        app.add_directive(name, directive)
    return {"parallel_read_safe": True}
