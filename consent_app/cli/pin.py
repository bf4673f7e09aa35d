"""The PIN of the staff at a kiosk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from consent_app import settings as config
from consent_app.cli.shared import FOLDER, english, fail, no_pin

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--remove", is_flag=True, help="Remove it; a kiosk is then no longer locked.")
@click.option("--data", type=FOLDER, help="Data folder; default: your own, by system custom.")
def pin(*, remove: bool, data: Path | None) -> None:
    """Set or change the PIN with which the staff leave a kiosk and let candidates go on.

    It has 4 to 12 digits. Wrong ones lock it for a while; setting it anew unlocks it.

    Exit 0: done. 1: there was none to remove. 2: it cannot be set.
    """
    from consent_app.records import staff

    folder, say = data or config.data_folder(), english()
    try:
        if not remove:
            staff.set_pin(folder, _asked())
        elif not staff.remove_pin(folder):
            fail(say.text("There is no PIN, so none was removed."), 1)
    except staff.StaffError as error:
        fail(no_pin(error), 2)
    done = say.text("The PIN was removed.") if remove else say.text("The PIN is set.")
    click.echo(done)


def _asked() -> str:
    """Ask for a PIN, twice; it never stands on the command line."""
    asked = english().text("PIN of the staff, 4 to 12 digits")
    return str(click.prompt(asked, hide_input=True, confirmation_prompt=True, err=True))
