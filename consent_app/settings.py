"""Where things are, and what a clinic can set. Passed as arguments; never a global."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert

_HERE = Path(__file__).resolve().parent


def resource(*names: str) -> Path:
    """Return a path below `resources/`, in a checkout or in an installed wheel.

    Raises:
        ValueError: the name would leave the folder.

    """
    return _below("resources", *names)


@cache
def tokens() -> dict[str, Any]:
    """Return the token file: colours, sizes and spaces of every face."""
    return tomllib.loads(resource("theme", "tokens.toml").read_text(encoding="utf-8"))


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
    seal: Seal = Seal()


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
        return self.data / "cache" if self.store else None


def data_folder() -> Path:
    """Return the data folder: ``$CONSENT_APP_DATA``, else the user's own by the system's custom."""
    if given := os.environ.get("CONSENT_APP_DATA"):
        return Path(given)
    from platformdirs import user_data_path  # noqa: PLC0415 - only where no folder is given

    return user_data_path("consent-app", appauthor=False)


def load(*, data: Path | None = None, temp: bool = False, pack: Path | None = None) -> Settings:
    """Read the clinic's settings and put them together with the switches of a command.

    Raises:
        SettingsError: `settings.toml` is there and cannot be used.

    """
    folder = data or data_folder()
    return Settings(
        clinic=_clinic(folder / "settings.toml"),
        pack=pack or resource("packs", "leg-lengthening"),
        jurisdictions=resource("jurisdictions"),
        data=folder,
        store=not temp,
    )


def _clinic(file: Path) -> Clinic:
    try:
        return convert(tomllib.loads(file.read_text(encoding="utf-8")), Clinic)
    except FileNotFoundError:
        return Clinic()
    except (OSError, ValueError, ValidationError) as error:
        raise SettingsError(file, str(error)) from error
