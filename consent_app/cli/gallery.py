"""Every component on the screen, for those who build and check them."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from consent_app import settings as config
from consent_app.cli.shared import (
    FOLDER,
    cannot_write,
    english,
    make_folder,
    needs_screen,
    pack_of,
    press_of,
    settings_of,
)
from consent_app.language import PSEUDO, SHIPPED

if TYPE_CHECKING:
    from pathlib import Path

    from consent_app.episode import Episode
    from consent_app.settings import Settings


@click.command()
@click.option("--shots", type=FOLDER, help="Write pictures of all into this folder instead.")
@click.option(
    "--language", "languages", multiple=True, type=click.Choice(SHIPPED + PSEUDO),
    help="Pictures in these languages only.",
)  # fmt: skip
def gallery(*, shots: Path | None, languages: tuple[str, ...]) -> None:
    """Show every component in its states, in all looks, text sizes and languages.

    With --shots no screen is needed. Exit 2: there is no screen, or the folder cannot be written.
    """
    if shots is None:
        needs_screen()
    else:
        make_folder(shots)
    settings = settings_of(temp=True)
    episodes = _way(settings)
    from consent_app.glass import gallery as glass

    if shots is None:
        sys.exit(glass.run(episodes, settings.clinic))
    try:
        made = glass.shoot(
            episodes, shots, languages or glass.LANGUAGES, said=partial(click.echo, err=True)
        )
    except OSError as error:
        cannot_write(shots, error)
    said = english().text("{number} pictures, with {file}")
    click.echo(said.format(number=made, file=shots / "index.html"))


def _way(settings: Settings) -> list[Episode]:
    """Return how the sample candidate stands on each page, up to the document."""
    from consent_app import profile, walk
    from consent_app.content import journey
    from consent_app.records.journal import Journal

    pack = pack_of(settings)
    file = config.resource("samples", "sample-candidate.yaml")
    sample = journey.load(file, profile.names(pack), SHIPPED)
    with Journal(None) as journal:
        return list(walk.episodes(sample, pack, journal, press_of(settings)))
