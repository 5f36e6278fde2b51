"""The `onrecord` command: which subcommands there are, and what becomes of their errors."""

import importlib
import os
import sys
from collections.abc import Sequence

import click

from onrecord.cli.refused import Refused
from onrecord.domain.errors import Refusal
from onrecord.formats.drafts import ImportRefused
from onrecord.log import LogError

# Imported only when called: `onrecord --help` is quick, and what one command needs cannot break another.
_COMMANDS = {
    "run": ("run", "Serve the site; with --sample, a story is playing on it."),
    "open": ("open_", "Open a coverage."),
    "publish": ("publish", "Publish an update."),
    "revise": ("revise", "Change an update's words; correct it."),
    "retract": ("retract", "Take an update's words away, and say why."),
    "hold": ("hold", "Hide an update while it is checked."),
    "release": ("release", "Show a held update again."),
    "import": ("import_", "Take a live page over into a coverage, or an export back."),
    "export": ("export", "Write a whole coverage as JSON."),
    "replay": ("replay", "Publish a coverage once more, as if it happened now."),
    "user": ("user", "Add, list and shut out the people who use the desk."),
    "delivery": ("delivery", "Say what readers get, or switch streams off."),
    "bench": ("bench.command", "Rehearse with a crowd of readers: how soon they hear, and what it costs."),
    "doctor": ("doctor", "Say what is configured, what is wrong and what to do."),
}
_INTERRUPTED = 130  # as a shell counts a process that Ctrl-C ended


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"onrecord.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our output has seen enough; Python would complain once more when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="onrecord", prog_name="onrecord")
def onrecord() -> None:
    """Live coverage, on the record.

    \b
    Example:
      onrecord run --sample

    Exit codes: 0 done, 1 refused (the reason is on stderr), 2 wrong usage.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with 0, 1 where it was refused, or 2 where it was called wrongly."""
    for stream in (sys.stdout, sys.stderr):
        # Whatever a source holds can be printed; an escaped lone surrogate is valid JSON, too.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(_written_out(_run(arguments)))


def _written_out(status: int) -> int:
    """The exit code, once what was printed has left; what cannot leave is let go, lest Python try again at its end."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return status or _refuse(f"The output: {error.strerror or error}")
    return status


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = onrecord.main(arguments, prog_name="onrecord", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except (Refused, Refusal, ImportRefused, LogError) as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{error.filename or 'The system'}: {error.strerror or error}")
    return status if isinstance(status, int) else 0


def _refuse(reason: str) -> int:
    click.echo(f"onrecord: {printable(reason)}", err=True)
    return 1


def printable(words: str) -> str:
    """The words on one line and without anything that a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())
