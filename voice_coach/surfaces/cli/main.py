"""The `voice-coach` command: its commands, and what happens when one fails."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from voice_coach import __version__
from voice_coach.errors import StorageError, VoiceCoachError
from voice_coach.privacy import keep_private, kinds_of
from voice_coach.surfaces.cli import (
    ask,
    config,
    doctor,
    journal,
    journal_change,
    journal_files,
    knowledge,
    models,
    say,
    schedule,
    score,
    screen,
    serve,
    talk,
    transcribe,
    trend,
    web,
    wyoming,
)
from voice_coach.surfaces.cli.common import close_journals

INTERRUPTED = 130
PIPE_CLOSED = 141
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

app = typer.Typer(
    name="voice-coach",
    help="A private, offline voice companion for one question: is this relationship a two-way street?",
    epilog="Exit codes: 0 fine, 2 usage, 3 settings, 4 input, 5 weights, 6 engine, 7 sound device, 8 storage, "
    "130 Ctrl-C. Add --debug to any command for a traceback.",
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("ask")(ask.ask)
app.command("talk")(talk.talk)
_checkin = typer.Typer(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
_checkin.callback()(talk.checkin)
_checkin.command("schedule")(schedule.schedule)
_checkin.command("snooze")(schedule.snooze)
_checkin.command("pause")(schedule.pause)
app.add_typer(_checkin, name="checkin")
app.command("daemon")(schedule.daemon)
app.command("remind", hidden=True)(schedule.remind)
app.command("web")(web.web)
app.command("trend")(trend.trend)
app.command("report")(trend.report)
app.command("score")(score.score)
app.command("screen")(screen.screen)
app.command("transcribe")(transcribe.transcribe)
app.command("say")(say.say)
app.command("wyoming")(wyoming.wyoming)
app.command("serve")(serve.serve)
app.add_typer(models.app, name="models")
for _part in (journal_change, journal_files):  # Each adds its commands when it is imported.
    assert _part.app is journal.app
app.add_typer(journal.app, name="journal")
app.add_typer(knowledge.app, name="knowledge")
app.command("engines")(doctor.engines)
app.command("doctor")(doctor.doctor)
app.add_typer(config.app, name="config")

FIRST = """\
Voice Coach: is this relationship a two-way street? Private, offline, spoken.
  voice-coach ask "What are the signs of a lack of reciprocity?"    ask the guide
  voice-coach talk                                                  talk something through, aloud
  voice-coach checkin                                               two minutes at the end of the day
  voice-coach doctor                                                is everything in place?   (--help: all commands)"""


@app.callback(invoke_without_command=True)
def bare(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """A private, offline voice companion for one question: is this relationship a two-way street?"""
    if version:
        print(f"voice-coach {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(FIRST)


def run(arguments: Sequence[str]) -> int:
    """Run one command. The exit code: see `voice_coach.errors`; 130 for Ctrl-C, 141 for a closed pipe."""
    keep_private()
    given = [word for word in arguments if word != "--debug"]
    debug = len(given) < len(arguments) or bool(os.environ.get("VOICE_COACH_DEBUG"))
    try:
        if sys.stdout is None:
            raise StorageError("the output is closed: there is nowhere to write to.")
        result = app(args=given, prog_name="voice-coach", standalone_mode=False)
        sys.stdout.flush()
        close_journals()
        # Typer turns some of Ctrl-C into this code by itself.
        return _stopped() if result == INTERRUPTED else result if isinstance(result, int) else 0
    except (BrokenPipeError, SystemExit):  # Typer and Rich turn the first into the second.
        _give_up_output()
        return PIPE_CLOSED
    except (typer.Abort, KeyboardInterrupt, EOFError):
        return _stopped()
    except typer.Exit as leave:
        return leave.exit_code
    except VoiceCoachError as failure:
        return _report(str(failure), failure.exit_code, debug)
    except Exception as failure:
        if isinstance(failure, OSError) and failure.errno in _NO_ROOM and failure.filename is None:
            _give_up_output()
            why = (failure.strerror or "it failed").lower()
            return _report(f"the output can't be written: {why}. Free some room.", StorageError.exit_code, debug)
        if hasattr(failure, "show") and hasattr(failure, "exit_code"):  # Typer's own usage errors.
            failure.show()
            return int(failure.exit_code)
        # The message might hold words of the user: the kind of error is all that is shown.
        text = f"something went wrong inside ({type(failure).__name__}). Run it again with --debug and report it."
        return _report(text, 1, debug)


def _stopped() -> int:
    print("\nvoice-coach: stopped.", file=sys.stderr)
    return INTERRUPTED


def _give_up_output() -> None:
    """Nobody takes what is written any more. Give the interpreter a place to flush to, so that it stays quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(text: str, code: int, debug: bool) -> int:
    if debug:
        print(kinds_of(sys.exc_info()[1]), file=sys.stderr)
    print(f"voice-coach: {text}", file=sys.stderr)
    return code
