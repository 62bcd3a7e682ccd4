"""`python -m voice_coach` and the `voice-coach` command."""

import os
import signal
import sys
from typing import Any


def main() -> None:
    """Run the command line and leave with its exit code (see `voice_coach.errors`)."""
    sys.unraisablehook = _interrupt_again
    if sys.stderr is None:  # Closed by the caller: print() would write messages to stdout.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    try:
        from voice_coach.privacy import hide_arguments

        hide_arguments(sys.argv[1:])
        from voice_coach.surfaces.cli.main import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        print("\nvoice-coach: stopped.", file=sys.stderr)
        code = 130
    # Nothing is left to interrupt; Ctrl-C while the interpreter leaves would only print a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


def _interrupt_again(unraisable: Any) -> None:
    """Ctrl-C inside a destructor or a callback is printed and forgotten by Python: raise it where it counts."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    elif sys.stderr is not None:  # Its message might hold words of the user.
        print(f"voice-coach: something went wrong inside ({unraisable.exc_type.__name__}).", file=sys.stderr)


if __name__ == "__main__":
    main()
