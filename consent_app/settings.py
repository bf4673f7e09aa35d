"""Where things are, and what a clinic can set. Passed as arguments; never a global."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import DecodeError, Meta, Struct, ValidationError, convert
from msgspec.json import decode
from msgspec.structs import replace

from consent_app.folders import cache_folder, data_folder, resource, translations

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "SCREENS", "Clinic", "Seal", "Settings", "SettingsError", "Store", "data_folder", "load",
    "resource", "tokens", "translations",
]  # fmt: skip

SCREENS = "screens.json"
"""The file in the data folder that says how fine each screen is that was measured."""


@cache
def tokens() -> dict[str, Any]:
    """Return the token file: colours, sizes and spaces of every face."""
    return tomllib.loads(resource("theme", "tokens.toml").read_text(encoding="utf-8"))


class Seal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[seal]`: with which key documents are sealed.

    Names of files start in the data folder. A passphrase or PIN stands in none of these values.
    """

    kind: Literal["demonstration", "pkcs12", "pkcs11"] = "demonstration"
    """A key for trying out, one in a file (.p12), or one on a token or card."""
    file: str = ""
    """The .p12 file."""
    module: str = ""
    """The library of the token's maker, as in /usr/lib/softhsm/libsofthsm2.so."""
    token: str = ""
    """The label of the token."""
    key: str = ""
    """The label of the key on it; needed only if there are several."""
    certificate: str = ""
    """A PEM file with certificates that the key's own file or token lacks."""
    passphrase: Literal["prompt", "file", "keyring"] = "prompt"  # noqa: S105 - where it is
    """Where the passphrase or PIN comes from."""
    passphrase_file: str = ""
    """Its first line is the passphrase; only its owner may be able to read it."""
    tsa: Annotated[str, Meta(pattern="^(https?://.+)?$")] = ""
    """The address of a server that confirms times (RFC 3161); empty asks none."""
    level: Literal["B", "T"] = "T"
    """B asks that server only when a file is raised later (`augment`), T at each seal already."""

    def __post_init__(self) -> None:
        """Refuse a kind of key without what says where it is."""
        needed = {"pkcs12": ["file"], "pkcs11": ["module", "token"]}.get(self.kind, [])
        if self.passphrase == "file":  # noqa: S105 - where it is, not what it is
            needed.append("passphrase_file")
        missing = [name for name in needed if not getattr(self, name)]
        if missing:
            raise ValueError("needed as well: " + ", ".join(missing))


class Store(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[store]`: where the key is with which the journal is encrypted."""

    key: Literal["file", "keyring"] = "file"
    """In a file, or in the system's keyring, which a login opens."""
    key_file: Annotated[str, Meta(min_length=1)] = "store.key"
    """Its name starts in the data folder; better is a place that no backup of that folder holds."""


class Clinic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`settings.toml` in the data folder. Every value has a default."""

    clinic: str = ""
    """Name printed on the document; empty on a demonstration."""
    contact: str = ""
    """Whom to call to change one's mind, as printed."""
    reflection_days: Annotated[int, Meta(ge=0, le=365)] = 0
    """Days to think it over that the clinic asks for at least; never shortens what a rule asks."""
    paper: Literal["a4", "letter"] = "a4"
    """The sheets in the clinic's printer."""
    points: Literal[12, 14, 18] = 14
    """The size of the text on paper; 18 is large print."""
    second_language: str = ""
    """The other language of each paper, as in ``zh_Hans``; empty for papers in one language."""
    ppi: float | None = None
    """Pixels per inch of the screen, measured with a ruler; None asks the screen."""
    keyboard: bool | None = None
    """Whether a keyboard comes on the screen when a field is tapped; None means at a kiosk only."""
    codes_only: bool = False
    """Whether a kiosk takes only people who were given a code, and those who just look."""
    staff: str = ""
    """Whom people at a kiosk call, and how, as in ``the desk by the door``."""
    screens: Mapping[str, float] = {}
    """Pixels per inch of screens that were measured at the kiosk; they stand in `SCREENS`."""
    seal: Seal = Seal()
    store: Store = Store()


class SettingsError(Exception):
    """`settings.toml` cannot be used: carries the file and what is wrong."""

    def __init__(self, file: Path, problem: str) -> None:
        """Keep the file and the reader's own words about it."""
        super().__init__(str(file), problem)
        self.file, self.problem = file, problem


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run of the program works with."""

    clinic: Clinic
    pack: Path
    jurisdictions: Path
    data: Path
    store: bool
    """False writes nothing to `data` (the switch ``--temp``)."""

    @property
    def cache(self) -> Path | None:
        """Where content that loaded before is kept."""
        return cache_folder(self.data) if self.store else None


def load(*, data: Path | None = None, temp: bool = False, pack: Path | None = None) -> Settings:
    """Read the clinic's settings and put them together with the switches of a command.

    Raises:
        SettingsError: `settings.toml` is there and cannot be used.

    """
    folder = data or data_folder()
    return Settings(
        clinic=replace(_clinic(folder / "settings.toml"), screens=_screens(folder / SCREENS)),
        pack=pack or resource("packs", "leg-lengthening"),
        jurisdictions=resource("jurisdictions"),
        data=folder,
        store=not temp,
    )


def _screens(file: Path) -> Mapping[str, float]:
    """Return what was measured; a file that cannot be read is as if nothing was."""
    try:
        return decode(file.read_bytes(), type=dict[str, float])
    except (OSError, DecodeError):
        return {}


def _clinic(file: Path) -> Clinic:
    try:
        return convert(tomllib.loads(file.read_text(encoding="utf-8")), Clinic)
    except FileNotFoundError:
        return Clinic()
    except (OSError, ValueError, ValidationError) as error:
        raise SettingsError(file, str(error)) from error
