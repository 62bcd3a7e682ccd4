"""`python -m voice_coach` and the `voice-coach` command."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code (see `voice_coach.errors`)."""
    from voice_coach.surfaces.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
