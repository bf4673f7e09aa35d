"""One catalogue out of four sources: the program, the paper's templates, the packs, the rules.

`messages.pot` holds every sentence that a person can read; a `.po` beside it holds one language.
Both are written so that the same sources give the same bytes.
"""

from __future__ import annotations

import ast
import io
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from consent_app.content import load, markdown, model, yamlfile
from consent_app.language import SHIPPED, mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from msgspec import Struct

    from consent_app.language import Language

_IN_CODE = {"text": 1, "words": 1, "mark": 1, "pair": 2}
"""Calls that begin with a message, and how many forms of it: `pair` has a singular and a plural."""
_TAG = "Translators:"
"""Begins a comment above a call that translators get to see."""
_IN_TEMPLATES = {"gettext": None, "ngettext": (1, 2), "_": None}

_TOP = (
    "Project-Id-Version: consent-app",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=UTF-8",
    "Content-Transfer-Encoding: 8bit",
)
"""No dates and no names: the history of the file is in version control."""
_TEMPLATE_COMMENT = """\
# Every sentence of consent-app: of the program, its packs and its rules on file.
# Written by `consent-app catalogue`. Please do not edit."""
_LANGUAGE_COMMENT = "# Not reviewed by a native clinician."

Code = Literal["added", "gone", "no_file", "untranslated", "fuzzy", "placeholders"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A message that a file of the catalogue lacks, has too much, or has wrong."""

    file: Path
    code: Code
    message: str = ""


_SENTENCES: Mapping[Code, str] = {
    "added": mark("is not in the catalogue yet"),
    "gone": mark("is in the catalogue, but nothing says it any more"),
    "no_file": mark("this language has no catalogue"),
    "untranslated": mark("is not translated"),
    "fuzzy": mark("has a translation that nobody has confirmed"),
    "placeholders": mark("has other names in braces than its translation"),
}


def explain(fault: Fault, say: Language) -> str:
    """Return ``file: “message”: sentence``."""
    named = f"“{fault.message}”: " if fault.message else ""
    return f"{fault.file}: {named}{say.text(_SENTENCES[fault.code])}"


def run(root: Path, *, check: bool) -> list[Fault]:
    """Bring the catalogues below `root`, a checkout, up to date; with `check` only compare.

    Returns what is wrong: before anything is written with `check`, and else what is left for
    translators to do.

    Raises:
        ContentError: a file of a pack or of the rules cannot be read.

    """
    resources, translations = root / "resources", root / "translations"
    packs = sorted(path.parent for path in resources.glob("packs/*/pack.yaml"))
    found = catalogue(
        root / "consent_app", resources / "document", packs, resources / "jurisdictions"
    )
    template = translations / "messages.pot"
    files = [translations / c / "LC_MESSAGES" / "messages.po" for c in SHIPPED if c != "en"]
    if not check:
        write(found, template)
        for file in files:
            update(template, file)
    faults = [Fault(template, code, message) for code, message in stale(found, template)]
    for file in files:
        if not file.is_file():
            faults.append(Fault(file, "no_file"))
            continue
        faults += [Fault(file, code, message) for code, message in stale(found, file)]
        faults += gaps(file)
    return faults


# --- from the sources -----------------------------------------------------------------------------


def catalogue(
    code_folder: Path, templates: Path, packs: Sequence[Path], jurisdictions: Path
) -> Catalog:
    """Gather every message with its places, relative to the folder that holds the code.

    Raises:
        ContentError: a file of a pack or of the rules cannot be read.

    """
    found = Catalog(charset="utf-8")
    root = code_folder.parent
    for file in sorted(code_folder.rglob("*.py")):
        _from_code(found, file, root)
    for file in sorted(templates.glob("*.html")):
        _from_template(found, file, root)
    for pack in packs:
        for name, kind in load.files(pack).items():
            _from_yaml(found, pack / name, root, kind)
        for file in sorted((pack / "pages").glob("*.md")):
            _from_page(found, file, root)
    for file in sorted(jurisdictions.glob("*.yaml")):
        _from_yaml(found, file, root, model.Jurisdiction)
    return found


def _add(
    found: Catalog, message: str | tuple[str, ...], place: tuple[str, int], comment: Sequence[str]
) -> None:
    added = found.add(message, locations=[place], auto_comments=comment)
    added.flags.discard("python-format")  # a per cent sign is only a sign here


def _from_code(found: Catalog, file: Path, root: Path) -> None:
    """Add calls with a literal sentence, with the comment above them.

    Babel's own reader goes by tokens, and takes any string inside the call for the sentence.
    """
    name, source = file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")
    lines = [line.strip() for line in source.splitlines()]
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        forms = _IN_CODE.get(_name(call.func), 0)
        said = [a.value for a in call.args[:forms] if isinstance(a, ast.Constant)]
        words = tuple(value for value in said if isinstance(value, str) and value)
        if words and len(words) == forms:
            message = words if len(words) > 1 else words[0]
            _add(found, message, (name, call.lineno), _comment(lines[: call.lineno - 1]))


def _name(called: object) -> str:
    """Return the last name of ``a.b.name`` or of ``name``."""
    return str(getattr(called, "attr", None) or getattr(called, "id", ""))


def _comment(above: list[str]) -> list[str]:
    """Return the comment for translators that ends right above a line."""
    start = len(above)
    while start and above[start - 1].startswith("#"):
        start -= 1
        if above[start].startswith(f"# {_TAG}"):
            comment = " ".join(line.removeprefix("#").strip() for line in above[start:])
            return [comment.removeprefix(_TAG).strip()]
    return []


def _from_template(found: Catalog, file: Path, root: Path) -> None:
    name, options = file.relative_to(root).as_posix(), {"silent": "false"}
    with file.open("rb") as stream:
        for line, message, comments, _ in extract(
            "jinja2", stream, _IN_TEMPLATES, [_TAG], options, strip_comment_tags=True
        ):
            _add(found, message, (name, line), comments)


def _from_yaml(found: Catalog, file: Path, root: Path, kind: type[Struct]) -> None:
    name, tree = file.relative_to(root).as_posix(), yamlfile.read(file)
    texts = [(tree.line(path), path, text) for path, text in load.texts(tree.value, kind)]
    for line, path, text in sorted(texts, key=lambda item: item[0]):
        _add(found, text, (name, line), [tree.where(path)])


def _from_page(found: Catalog, file: Path, root: Path) -> None:
    name, text = file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")
    lines = [" ".join(line.lstrip("#- ").split()) for line in text.splitlines()]
    here = 0
    for sentence in load.page_texts(markdown.page(text, file)):
        starts = (n for n in range(here, len(lines)) if lines[n] and sentence.startswith(lines[n]))
        here = next(starts, here)
        _add(found, sentence, (name, here + 1), ())


# --- files ----------------------------------------------------------------------------------------


def write(catalogue: Catalog, file: Path) -> None:
    """Write a template, or the `.po` of the catalogue's locale, without any date."""
    top = list(_TOP)
    comment = _TEMPLATE_COMMENT
    if catalogue.locale:
        top += [f"Language: {catalogue.locale}", f"Plural-Forms: {catalogue.plural_forms}"]
        comment = catalogue.header_comment
    body = io.BytesIO()
    write_po(body, catalogue, width=0, omit_header=True)
    header = "".join(f'"{line}\\n"\n' for line in top)
    data = f'{comment}\nmsgid ""\nmsgstr ""\n{header}\n'.encode() + body.getvalue()
    if not file.is_file() or file.read_bytes() != data:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def stale(catalogue: Catalog, file: Path) -> list[tuple[Code, str]]:
    """Compare messages, and not where they stand: what the file lacks, and what it has too much."""
    new = {message.id: _first(message) for message in catalogue if message.id}
    old = {message.id: _first(message) for message in _read(file) if message.id}
    return [
        *(("added", text) for message, text in new.items() if message not in old),
        *(("gone", text) for message, text in old.items() if message not in new),
    ]


def update(pot: Path, po_file: Path) -> None:
    """Give a language all messages of the template, with the translations that it has.

    Nothing is guessed. A translation whose message is gone is kept at the end, in comments, and is
    used again when the message comes back.
    """
    template, old = _read(pot), _read(po_file)
    code = po_file.parent.parent.name
    merged = Catalog(code, header_comment=old.header_comment, charset="utf-8")
    known = {_first(m): m for m in (*old.obsolete.values(), *old) if m.id}
    for message in template:
        if not message.id:
            continue
        before = known.pop(_first(message), None)
        if before and message.pluralizable == before.pluralizable:
            message.string = before.string
            message.flags |= before.flags & {"fuzzy"}
            message.user_comments = before.user_comments
        merged[message.id] = message
    merged.obsolete.update({m: known[m] for m in known if any(_strings(known[m]))})
    write(merged, po_file)


def gaps(po_file: Path) -> list[Fault]:
    """Return the messages without a translation, with a guessed one, or with other placeholders."""
    return [
        Fault(po_file, code, _first(message))
        for message in _read(po_file)
        if message.id and (code := _gap(message))
    ]


def _gap(message: Message) -> Code | None:
    strings = _strings(message)
    if not all(strings):
        return "untranslated"
    if message.fuzzy:
        return "fuzzy"
    asked = _names(message.id if isinstance(message.id, str) else message.id[-1])
    if asked is None or any(_names(given) != asked for given in strings):
        return "placeholders"
    return None


def _names(sentence: str) -> list[tuple[str, str, str]] | None:
    """Return what stands in braces, sorted; None where the braces are broken."""
    try:
        fields = list(string.Formatter().parse(sentence))
    except ValueError:
        return None
    return sorted((name, spec or "", how or "") for _, name, spec, how in fields if name)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> Sequence[str]:
    given = message.string or ""
    return [given] if isinstance(given, str) else given


def _read(file: Path) -> Catalog:
    if not file.is_file():
        return Catalog(header_comment=_LANGUAGE_COMMENT)
    with file.open("rb") as stream:
        return read_po(stream)
