"""Where things are: what ships with the program, and the data of a clinic.

It loads next to nothing, as the first page is painted with it.
"""

from __future__ import annotations

import os
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resource(*names: str) -> Path:
    """Return a path below `resources/`, in a checkout or in an installed wheel.

    Raises:
        ValueError: the name would leave the folder.

    """
    return _below("resources", *names)


def translations() -> Path:
    """Return the folder of the catalogues."""
    return _below("translations")


def _below(top: str, *names: str) -> Path:
    inside, beside = _HERE / top, _HERE.parent / top
    root = inside if inside.is_dir() else beside
    path = root.joinpath(*names)
    if ".." in names or not path.is_relative_to(root):
        raise ValueError(names)
    return path


def ships(path: Path) -> bool:
    """Return whether a file is one of those that come with the program."""
    return any(path.is_relative_to(root) for root in (resource(), translations()))


def data_folder() -> Path:
    """Return the data folder: ``$CONSENT_APP_DATA``, else the user's own by the system's custom."""
    if given := os.environ.get("CONSENT_APP_DATA"):
        return Path(given)
    from platformdirs import user_data_path  # noqa: PLC0415 - only where no folder is given

    return user_data_path("consent-app", appauthor=False)


def cache_folder(data: Path) -> Path:
    """Return the folder for what can be made again, below a data folder."""
    return data / "cache"
