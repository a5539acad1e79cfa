"""Write the reference pages `cli.md` and `measures.md` from the command line and the rule files.

`python -m policyscan.docs docs` writes them into the folder `docs`; a test keeps them current.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policyscan.taxonomy import Taxonomy
    from policyscan.taxonomy.records import Measure, Rule

_MADE = "<!-- Made by `make docs`. Change the source instead. -->"
_EFFECTS = {
    "meets": "yes",
    "part": "part of a yes",
    "defeats": "turns a yes into a no",
    "fails": "no",
}


def write(folder: Path) -> tuple[Path, ...]:
    """Write every page into `folder` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return tuple(written)


def pages() -> dict[str, str]:
    """Make every page: its text by the name of its file."""
    from policyscan.taxonomy import load

    return {"cli.md": cli_page(), "measures.md": measures_page(load())}


# --- the command line -----------------------------------------------------------------------


def cli_page() -> str:
    """Describe every command with its arguments and options."""
    from typer.main import get_command

    from policyscan.cli import app

    root: Any = get_command(app)
    parts = [
        "# The command line",
        _MADE,
        _paragraphs(root.help),
        "Every command ends with 0 when all went well, 1 when something failed (what happened and its fix are "
        "printed), 2 when it was called wrongly, and 130 when it was interrupted.",
        "\n".join(
            f"- [`policyscan {name}`](#policyscan-{name.replace(' ', '-')}): {_first(each.help)}"
            for name, each in _commands(root)
        ),
        "Options for `policyscan` itself:",
        _options(root.params),
    ]
    for name, command in _commands(root):
        parts += [f"## policyscan {name}", f"```\n{_usage(name, command.params)}\n```", _paragraphs(command.help)]
        parts.append(_options(command.params))
    return _joined(parts)


def _commands(root: Any, before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, command in root.commands.items():
        if hasattr(command, "commands"):
            found += _commands(command, f"{before}{name} ")
        elif not command.hidden:
            found.append((f"{before}{name}", command))
    return found


def _usage(name: str, params: Iterable[Any]) -> str:
    arguments = [str(param.metavar) for param in params if param.param_type_name == "argument"]
    required = [
        f"{_flag(param)} {param.metavar}" for param in params if param.param_type_name == "option" and param.required
    ]
    return " ".join(["policyscan", name, *arguments, *required, "[OPTIONS]"])


def _flag(param: Any) -> str:
    return str(max(param.opts, key=len))


def _options(params: Iterable[Any]) -> str:
    rows = ["| | |", "|---|---|"]
    for param in params:
        if param.param_type_name == "argument":
            names = f"`{param.metavar}`"
        else:
            value = "" if param.is_flag else f" {param.metavar}"
            names = ", ".join(f"`{name}{value if name == _flag(param) else ''}`" for name in param.opts)
        rows.append(f"| {_cell(names)} | {_cell(_explained(param))} |")
    return "\n".join(rows)


def _explained(param: Any) -> str:
    asides = []
    if param.required:
        asides.append("required")
    default = param.default
    if param.param_type_name == "option" and not param.is_flag and isinstance(default, str | int) and default != "":
        asides.append(f"default `{getattr(default, 'value', default)}`")
    if param.envvar:
        asides.append(f"or the environment's `{param.envvar}`")
    return " ".join([str(param.help or ""), f"({'; '.join(asides)})" if asides else ""]).strip()


# --- the measures ---------------------------------------------------------------------------


def measures_page(taxonomy: Taxonomy) -> str:
    """Describe every measure: its question, its answers, and its table of rules with their examples."""
    parts = [
        "# The measures",
        _MADE,
        "What each measure asks, and how its answer is read. A rule holds when a clause says what the rule says; the "
        "rule that decides gives its words as the reason. Each example is run as a test, and so is each near miss, "
        "which must not be read that way.",
        "\n".join(f"- [{each.title}](#{each.id}): {each.question}" for each in taxonomy.measures),
    ]
    for measure in taxonomy.measures:
        parts += _measure(measure)
    parts += ["## Reason codes", "\n".join(["| code | meaning |", "|---|---|", *_reasons(taxonomy)])]
    return _joined(parts)


def _reasons(taxonomy: Taxonomy) -> list[str]:
    return [f"| `{code}` | {_cell(meaning)} |" for code, meaning in taxonomy.reasons]


def _measure(measure: Measure) -> list[str]:
    answers = [
        f"Yes: **{measure.verdict_yes}**. No: **{measure.verdict_no}**.",
        f"Where nothing is said: {_sentence(measure.silent)}",
    ]
    if measure.parts:
        answers.append(f"A yes needs all of its parts: {', '.join(measure.parts)}.")
    answers += [
        f"Where another clause supplies the rest, a clause is read to supply *{part}* with {odds:g} more in log-odds."
        for part, odds in measure.odds
    ]
    head = [f'<a id="{measure.id}"></a>', f"## {measure.title}", f"`{measure.id}`", f"*{measure.question}*"]
    return [*head, " ".join(answers), *(_rule(rule) for rule in measure.rules)]


def _rule(rule: Rule) -> str:
    effect = _EFFECTS[rule.effect.value]
    supplies = f" ({', '.join(rule.parts)})" if rule.parts else ""
    reason = "" if rule.reason == "adopted" else f", reason `{rule.reason}`"
    lines = [f"### {_sentence(rule.says).rstrip('.')}", "", f"`{rule.id}`: {effect}{supplies}{reason}", ""]
    lines += [f"- reads so: “{_quoted(text)}”" for text in rule.examples]
    lines += [f"- does not: “{_quoted(text)}”" for text in rule.near_misses]
    return "\n".join(lines)


# --- text -----------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    plain = " ".join(text.split())
    for sign in ("\\", "`", "*", "_", "<", "[", "]", "|"):
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _sentence(text: str) -> str:
    """`text` with a capital and a full stop."""
    plain = " ".join(text.split())
    return f"{plain[:1].upper()}{plain[1:]}{'' if plain.endswith(('.', '?', '!')) else '.'}"


def _first(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def _paragraphs(text: str | None) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (text or "").split("\n\n"))


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
