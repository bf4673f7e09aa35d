"""The composition root: from the command line to a face. No rules, no Qt, no SQL."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; a kiosk shows its first page before that is even loaded."""
    arguments = sys.argv[1:]
    if arguments[:1] != ["kiosk"]:
        _command_line()
        return
    from consent_app.glass import opening

    page = opening.painted(arguments)
    with opening.told_on(page):
        _command_line()


def _command_line() -> None:
    from consent_app import cli

    cli.main()


if __name__ == "__main__":
    main()
