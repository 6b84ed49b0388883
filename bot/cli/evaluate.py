"""`tocsin evaluate`: how good the judge is, on rows that it has not seen."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.analysis.pieces import Piece
from bot.cli.libraries import DRAWING, TRAINING, need
from bot.cli.options import Config, settings
from bot.domain.errors import ConfigError, Problem
from bot.domain.kind import Kind

if TYPE_CHECKING:
    from bot.analysis.training.evaluate import Block
    from bot.analysis.training.tables import Table

_Out = Path | None
_LEARNT = "note: the shipped model has learnt from the sets in docs/model-card.md; only figures on other rows say how good it is"


def evaluate(
    data: Annotated[_Out, typer.Option(metavar="DIR", help="Folder of labelled sets: five-fold cross-validation.")] = None,
    packaged: Annotated[
        _Out,
        typer.Option(
            metavar="FILE", help="A labelled .jsonl or .jsonl.gz instead, of rows that the shipped model has not learnt from."
        ),
    ] = None,
    without: Annotated[
        list[Piece] | None, typer.Option(help="Train and judge without this part; may be given again.", show_default=False)
    ] = None,
    ablate: Annotated[bool, typer.Option("--ablate", help="Also without each part in turn: one more table.")] = False,
    folds: Annotated[int, typer.Option(min=1, max=5, help="Score only the first so many of the five: quicker, coarser.")] = 5,
    *,
    answers: Annotated[_Out, typer.Option(metavar="FILE", help="Write the verdicts as JSON lines. They quote the texts.")] = None,
    as_json: Annotated[_Out, typer.Option("--json", metavar="FILE", help="Write the tables as JSON.")] = None,
    markdown: Annotated[_Out, typer.Option(metavar="FILE", help="Write the tables as Markdown.")] = None,
    picture: Annotated[_Out, typer.Option(metavar="FILE.png", help="Draw the confusion matrix of kinds.")] = None,
    config: Config = None,
) -> None:
    """Score the judge on rows that it has not seen: tables, and a picture. Same data, same figures."""
    _check(data, packaged, [bool(without), ablate], [answers, as_json, markdown, picture])
    need((TRAINING if data else {}) | (DRAWING if picture else {}))
    from bot.analysis.training.evaluate import ablation  # noqa: PLC0415  keeps --help quick
    from bot.analysis.training.run import write_answers  # noqa: PLC0415

    kinds = settings(config).kinds
    blocks = _blocks(data, packaged, kinds, frozenset(without or ()), folds)
    if answers:
        write_answers([a for block in blocks for a in block.answers], answers)
    found = _tables(blocks)
    _show(found)
    _write(found, as_json, markdown)
    if picture:
        _draw(blocks[0], picture)
    if data and ablate:
        more = ("ablation", [ablation(data, kinds, _told, blocks[0].answers, folds)])
        _show([more])
        _write([*found, more], as_json, markdown)


def _check(data: _Out, packaged: _Out, retrains: Sequence[bool], outs: Sequence[_Out]) -> None:
    """What is asked for can be done: known before the minutes of training, not after."""
    made = []
    if (data is None) == (packaged is None):
        made.append(Problem("tocsin evaluate", "", "needs either --data or --packaged", "give one of them"))
    if data and not (data / "dev_gold.jsonl.gz").exists():
        made.append(
            Problem(str(data), "", "no such folder, or no dev_gold.jsonl.gz in it", "name the folder of the labelled sets")
        )
    if packaged and any(retrains):
        made.append(
            Problem("--without, --ablate", "", "the model that ships has all its parts", "give --data instead of --packaged")
        )
    if all(retrains):
        made.append(Problem("--without, --ablate", "", "cannot be together", "give one of them"))
    bad = [out for out in outs if out and (out.is_dir() or not out.parent.is_dir())]
    made += [Problem(str(out), "", "cannot be written there", "name a file in a folder that exists") for out in bad]
    if made:
        raise ConfigError(made)


def _blocks(data: _Out, packaged: _Out, kinds: Mapping[str, Kind], without: frozenset[Piece], folds: int) -> "list[Block]":
    from bot.analysis.training import evaluate as work  # noqa: PLC0415  keeps --help quick
    from bot.analysis.training.labelled import labelled  # noqa: PLC0415

    source = data or packaged
    try:
        if data:
            return work.held_out(data, kinds, _told, without, folds)
        rows = labelled(packaged) if packaged else []
        _told(_LEARNT)
        return [work.Block(str(source and source.name), work.packaged(rows, kinds, _told))]
    except OSError as error:
        raise ConfigError(
            [Problem(str(error.filename or source), "", f"cannot be read: {error.strerror or error}", "name another")]
        ) from error
    except ValueError as error:
        raise ConfigError([Problem(str(source), "", str(error), "mend the file")]) from error


def _tables(blocks: "Sequence[Block]") -> "list[tuple[str, list[Table]]]":
    from bot.analysis.training.report import tables  # noqa: PLC0415  keeps --help quick
    from bot.analysis.training.same import Same  # noqa: PLC0415

    same = Same()
    return [(f"{block.name}, {len(block.answers)} rows", tables(block.answers, same)) for block in blocks]


def _told(line: str) -> None:
    """Progress, to standard error: the tables may go into a pipe."""
    typer.echo(line, err=True)


def _show(found: "Sequence[tuple[str, list[Table]]]") -> None:
    from bot.analysis.training.tables import plain  # noqa: PLC0415  keeps --help quick

    for name, some in found:
        typer.echo("\n\n".join([f"== {name}", *map(plain, some)]) + "\n")


def _draw(block: "Block", out: Path) -> None:
    from bot.analysis.training.picture import confusion_picture  # noqa: PLC0415  keeps --help quick

    try:
        out.write_bytes(confusion_picture(block.answers, f"Primary kind of alerts: {block.name}"))
    except ValueError as error:
        raise ConfigError([Problem(str(out), "", str(error), "give rows with kinds, or no --picture")]) from error


def _write(found: "Sequence[tuple[str, list[Table]]]", as_json: _Out, markdown: _Out) -> None:
    from bot.analysis.training import tables  # noqa: PLC0415  keeps --help quick

    if as_json:
        made = {name: [t.as_dict() for t in some] for name, some in found}
        as_json.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if markdown:
        parts = [part for name, some in found for part in (f"## {name}", *map(tables.markdown, some))]
        markdown.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
