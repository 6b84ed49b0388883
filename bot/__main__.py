"""`python -m bot`, and the command `tocsin`."""

import sys


def main() -> None:
    """Runs the command line; what it says to the shell is the exit code."""
    from bot.cli import run_command  # noqa: PLC0415  importing the command line must cost nothing until it is asked for

    sys.exit(run_command(sys.argv[1:]))


if __name__ == "__main__":
    main()
