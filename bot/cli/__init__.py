"""The command `tocsin`: one module a sub-command, each a thin translation of words on a line to one call.

May import everything below it; heavy rooms are imported inside the function that needs them, so that `--help` is quick.
Add a sub-command: one module with a function, one line in `_commands` below, its row in docs/reference/commands.md.
Read first: `run.py`.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Sequence

import typer

from bot import __version__, telemetry
from bot.cli import (
    activate,
    alerts,
    audit,
    backtest,
    batch,
    check_config,
    db,
    demo,
    digest,
    dossier,
    evaluate,
    feedback,
    handover,
    init,
    landscape,
    page,
    reconcile,
    roster,
    run,
    silence,
    sources,
    stories,
    story,
    train,
    watch,
    why,
)
from bot.domain.errors import ConfigError, TocsinError

USAGE = 2
"""Exit code for what a person must mend."""
_OUTPUT_GONE = frozenset({errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT})


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"tocsin {__version__}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version and end."),
) -> None:
    """Tocsin polls sources, judges what is a cyber-threat alert, posts it to your channels and calls who is on duty."""


def commands() -> typer.Typer:
    """The whole command tree."""
    app = typer.Typer(
        name="tocsin",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Start with [bold]tocsin demo[/bold]; then [bold]tocsin init my-config[/bold] and [bold]tocsin run --config my-config[/bold].",
    )
    app.callback()(_root)
    _add(app)
    return app


def _add(app: typer.Typer) -> None:
    """Each command and group, under its heading."""
    for name, work, panel in (
        ("demo", demo.demo, "Start"),
        ("init", init.init, "Start"),
        ("run", run.run, "Start"),
        ("check-config", check_config.check_config, "Operate"),
        ("why", why.why, "Operate"),
        ("ack", page.ack, "Operate"),
        ("beat", page.beat, "Operate"),
        ("audit", audit.audit, "Operate"),
        ("landscape", landscape.landscape, "Operate"),
        ("dossier", dossier.dossier, "Operate"),
        ("backtest", backtest.backtest, "Operate"),
        ("reconcile", reconcile.reconcile, "Operate"),
        ("judge", batch.judge, "Batch: answers as JSON lines"),
        ("similar", stories.similar, "Batch: answers as JSON lines"),
        ("stories", stories.stories, "Batch: answers as JSON lines"),
        ("parse", batch.parse, "Batch: answers as JSON lines"),
        ("extract", batch.extract, "Batch: answers as JSON lines"),
        ("train", train.train, "Develop"),
        ("evaluate", evaluate.evaluate, "Develop"),
    ):
        app.command(name, rich_help_panel=panel)(work)
    roster.group.command("handover")(handover.handover)
    for name, group, panel in (
        ("activate", activate.group, "Operate"),
        ("alerts", alerts.group, "Operate"),
        ("digest", digest.group, "Operate"),
        ("feedback", feedback.group, "Operate"),
        ("silence", silence.group, "Operate"),
        ("oncall", roster.group, "Operate"),
        ("page", page.group, "Operate"),
        ("sources", sources.group, "Operate"),
        ("story", story.group, "Operate"),
        ("watch", watch.group, "Operate"),
        ("db", db.group, "Operate"),
    ):
        app.add_typer(group, name=name, rich_help_panel=panel)


def run_command(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code; what a person can mend becomes lines on standard error and code 2."""
    command = typer.main.get_command(commands())
    telemetry.configure("WARNING")  # to standard error, because scripts read the other; `run` says more
    try:
        try:
            command.main(args=list(arguments), prog_name="tocsin")
        finally:
            if sys.stdout is not None:  # it is None where the shell closed it
                sys.stdout.flush()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except TocsinError as error:
        return _said(error)
    except OSError as error:
        if error.filename is not None or error.errno not in _OUTPUT_GONE:
            raise
        return _cut_off(error)
    return 0


def _cut_off(error: OSError) -> int:
    """What was to be shown could not be: nobody reads any more, or there is no room."""
    with contextlib.suppress(OSError, ValueError):  # the interpreter would flush once more at its end, and complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno != errno.EPIPE:
        sys.stderr.write(f"tocsin: the output cannot be written: {error.strerror}\n")
    return 1


def _said(error: TocsinError) -> int:
    """Each fault a line on standard error."""
    for line in error.problems if isinstance(error, ConfigError) else (error,):
        sys.stderr.write(f"tocsin: {line}\n")
    return USAGE
