"""The commands, one small function each."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from consent_app.cli import content, documents, gallery, keys, pin, wizard
from consent_app.cli.shared import english, fail
from consent_app.folders import ships


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="consent-app")
def cli() -> None:
    """Patient education and informed consent: a wizard, its documents and their verification."""


for _command in (
    wizard.kiosk, wizard.counsel, wizard.run, wizard.walk, wizard.calibrate,
    documents.verify, documents.add, keys.keys, keys.augment, pin.pin,
    content.check, content.rules, content.approver_key, content.approve, content.catalogue,
    gallery.gallery,
):  # fmt: skip
    cli.add_command(_command)


def main() -> None:
    """Run the command line; where a file of the program itself is missing, say which one."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        cli()
    except FileNotFoundError as error:
        file = Path(str(error.filename))
        if not ships(file):
            raise
        words = english().text(
            "This installation is not whole: {file} is missing. Please install again."
        )
        fail(words.format(file=file), 2)
