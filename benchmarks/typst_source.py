"""Our paper as Typst source: the same words, drawings and order, on pages of about the same look.

`like.typ` has the look; here are the words. Nothing of `consent_app.paper` is used, so that what is
compared stays the same when our own way changes.
"""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import segno

from consent_app.figures import severity
from consent_app.settings import resource
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from consent_app.events import Stroke

_TEXT_MM, _ALONE_MM, _BESIDE_MM = 182.0, 70.0, 48.0
"""The width of the text, and the most height of a drawing alone and beside words."""
_LETTER_MM, _LINE_MM = 2.3, 4.9
"""Of small text."""

_TICK = '<path d="M4 12.5l5.5 5.5L20 6.5" fill="none" stroke="INK" stroke-width="3.6"/>'
_DISC = '<circle cx="12" cy="12" r="10" fill="FILL" stroke="INK" stroke-width="3"/>'
_ICONS = {
    "tick": _TICK,
    "dot": '<circle cx="12" cy="12" r="3.4" fill="INK"/>',
    "cross": '<path d="M5 5l14 14M19 5L5 19" fill="none" stroke="INK" stroke-width="3.6"/>',
    "info": _DISC.replace("FILL", "INK") + '<path d="M10.4 10h3.2v8.5h-3.2z" fill="#FFF"/>',
    "caution": '<path d="M12 1.5L23.5 22H0.5z" fill="INK"/>'
    '<path d="M10.5 8.5h3v6.8h-3zM10.5 16.8h3v2.8h-3z" fill="#FFF"/>',
    "stop": '<path d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z" fill="INK"/>'
    '<path d="M10.4 5.2h3.2v9h-3.2zM10.4 15.8h3.2v3h-3.2z" fill="#FFF"/>',
    "unknown": _DISC.replace("FILL", "none"),
    "fits": _DISC.replace("FILL", "INK"),
    "partly": _DISC.replace("FILL", "none") + '<path d="M12 2a10 10 0 0 0 0 20z" fill="INK"/>',
    "not": _DISC.replace("FILL", "none"),
}
_CARDS = {  # kind: icon, colour, ground
    "info": ("info", "primary", "selected"),
    "caution": ("caution", "caution", "caution_bg"),
    "stop": ("stop", "stop", "stop_bg"),
    "ok": ("tick", "ok", "ok_bg"),
    "unknown": ("unknown", "ink", "page"),
    "emergency": ("stop", "stop", "stop_bg"),
    "urgent": ("caution", "caution", "caution_bg"),
    "soon": ("info", "primary", "selected"),
    "do": ("", "ok", "page"),
    "dont": ("", "stop", "page"),
}
_INK = {
    "primary": "#0B4F8A", "caution": "#7A4B00", "stop": "#A3211B", "ok": "#1B6B3A",
    "ink": "#17212B",
}  # fmt: skip
_PAIRS = {("do", "dont"), ("urgent", "soon")}
_MANY = 2
"""Rows up to which labels with values are as large as the text."""


def write(document: b.Document, families: Iterable[str], folder: Path) -> Path:
    """Write the source of a document with its drawings into a folder; return the main file.

    Args:
        document: what is said.
        families: names of the fonts that it is set in.
        folder: a new or used one; what lies there already is not written again.

    Raises:
        TypeError: a block that is not for paper.

    """
    folder.mkdir(parents=True, exist_ok=True)
    paper = _Paper()
    main = "\n".join(paper.all(document, families))
    paper.files["like.typ"] = Path(__file__).with_name("like.typ").read_bytes()
    paper.files["tokens.toml"] = resource("theme", "tokens.toml").read_bytes()
    for name, data in paper.files.items():
        if not (folder / name).exists():
            (folder / name).write_bytes(data)
    file = folder / f"{sha256(main.encode()).hexdigest()[:16]}.typ"
    file.write_text(main, encoding="utf-8")
    return file


def words(document: b.Document) -> Iterator[str]:
    """Yield every text that a reader sees on the pages, as often as the document has it."""
    yield from (document.title, document.status)
    parts = [*document.sections, *([document.signature] if document.signature else [])]
    yield from (part.title for part in parts)
    for block in (*document.summary, *(block for part in parts for block in part.blocks)):
        yield from _seen(block)


def on_every_page(document: b.Document) -> tuple[str, ...]:
    """Return what stands on each page besides its number: the warning, the lines of the foot."""
    return (document.warning, *_foot(document))


def page_code(document: b.Document) -> str:
    """Return the code at the foot of the pages; ours has the number of the page in it as well."""
    svg = BytesIO()
    segno.make(document.document_id, version=2, error="q").save(svg, "svg", border=0)
    return svg.getvalue().decode()


def _foot(document: b.Document) -> tuple[str, ...]:
    return document.title, f"{document.id_label} · R{document.revision}", document.author


def _seen(block: b.Block) -> Iterator[str]:  # noqa: C901, PLR0912 - one branch per block
    match block:
        case b.Picture():
            yield from (block.labels[a.key] for a in block.figure.anchors if a.key in block.labels)
        case b.SignatureMark():
            yield from (text for row in block.rows for text in row)
            yield block.words
        case b.SeverityLine():
            yield from (block.label, *block.steps)
        case b.FitTable() | b.StatusTable():
            yield from (block.caption, *block.head)
            for name, cells in block.rows:
                yield from (name, *(said for _, said in cells))
        case b.Table():
            yield from (block.caption, *block.head, *(text for row in block.rows for text in row))
        case b.Bullets():
            yield from (block.title, *block.items)
        case b.Notice():
            yield from (block.title, *block.text)
        case b.Verdict():
            yield from (block.about, block.word, *block.text)
            yield from (text for row in block.facts for text in row)
        case b.SummaryList():
            yield from (text for row in block.rows for text in row)
        case b.InkBox():
            yield from (block.title, block.note, *(text for row in block.rows for text in row))
        case b.SideBySide():
            yield from (block.caption, *block.notes)
            yield from (text for each in block.sides for text in (each.title, each.count, each.who))
        case b.Heading() | b.Paragraph() | b.NumberLine() | b.SourceLine():
            yield block.text
        case _:
            raise TypeError(type(block).__name__)


# --- how Typst writes values ----------------------------------------------------------------------


def _text(words: str) -> str:
    # a digest has no place where a line may end
    words = re.sub(r"[0-9a-f]{32}", "\\g<0>\u200b", words)
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _yes(value: bool) -> str:  # noqa: FBT001 - it is the value
    return "true" if value else "false"


def _array(values: Iterable[str]) -> str:
    return "(" + "".join(f"{value}, " for value in values) + ")"


def _texts(values: Iterable[str]) -> str:
    return _array(map(_text, values))


def _rows(rows: Iterable[Iterable[str]]) -> str:
    return _array(_texts(row) for row in rows)


def _length(words: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)


def _columns(rows: Iterable[Iterable[str]]) -> str:
    """Return widths with room for the longest word of each column, and more where more is said."""
    columns = list(zip(*rows, strict=True))
    pieces = [re.split(r"[\s-]+", " ".join(cells)) for cells in columns]
    least = [4 + 1.1 * _LETTER_MM * min(max(map(_length, words)), 22) for words in pieces]
    said = [max(map(_length, cells)) ** 0.75 for cells in columns]
    part = max(0.0, _TEXT_MM - sum(least)) / (sum(said) or 1)
    return _array(f"{low + part * more:.1f}fr" for low, more in zip(least, said, strict=True))


def _label_width(rows: Iterable[tuple[str, str]]) -> str:
    longest = max(_length(label) for label, _ in rows) * _LETTER_MM * 14 / 12 + 4
    return f"{min(44.0, 100 * longest / _TEXT_MM):.1f}%"


# --- blocks ---------------------------------------------------------------------------------------


class _Paper:
    """Writes blocks as calls of the functions in `like.typ`, and keeps their drawings."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._small = False
        """Inside a section: long lists of labels with values are set in small text."""

    def all(self, document: b.Document, families: Iterable[str]) -> Iterator[str]:
        """Yield the lines of the main file."""
        pieces = [piece for piece in re.split(r"(\{pages?\})", document.page_label) if piece]
        made = datetime.fromisoformat(document.made)
        named = {
            "title": _text(document.title),
            "author": _text(document.author),
            "lang": _text(document.language.partition("-")[0]),
            "dir": document.direction,
            "fonts": _texts(families),
            "made": f"datetime(year: {made.year}, month: {made.month}, day: {made.day})",
            "size": _text({"a4": "a4", "letter": "us-letter"}[document.format.size]),
            "points": str(document.format.points),
            "tall": _yes(document.language.partition("-")[0] in {"ar", "hi", "ja", "ko", "zh"}),
            "warning": _text(document.warning),
            "foot": _texts(_foot(document)),
            "code": self._file(page_code(document)),
            "pages": _texts(pieces),
        }
        yield '#import "like.typ": *'
        yield "#show: paper.with(" + ", ".join(f"{n}: {value}" for n, value in named.items()) + ")"
        yield f"#heading(level: 1, {_text(document.title)})"
        yield f"#status({_text(document.status)})"
        yield from self._flow(document.summary, 2)
        self._small = True
        for part in document.sections:
            yield from self._part(part, fresh=part.fresh_page)
        self._small = False
        if document.signature:
            yield from self._part(document.signature, fresh=True)

    def _part(self, part: b.Section, *, fresh: bool) -> Iterator[str]:
        yield f"#part({_text(part.title)}, {_yes(fresh)})"
        yield from self._flow(part.blocks, 3)

    def _flow(self, blocks: Iterable[b.Block], top: int) -> list[str]:
        """Return lines for blocks; small drawings go beside the chance before them."""
        lines: list[tuple[b.Block, str]] = []
        before = top - 1
        for block in blocks:
            last = lines[-1][0] if lines else None
            match block:
                case b.Heading():
                    before = min(block.level - 2 + top, before + 1)
                    line = f"heading(level: {before}, {_text(block.text)})"
                case b.Picture(share=share) if share < 1:
                    line = self._beside(lines, block)
                case b.Bullets() if (
                    isinstance(last, b.Bullets) and (last.kind, block.kind) in _PAIRS
                ):
                    line = f"pair({lines.pop()[1]}, {self._call(block)})"
                case _:
                    line = self._call(block)
            lines.append((block, line))
        return ["#" + line for _, line in lines]

    def _beside(self, lines: list[tuple[b.Block, str]], picture: b.Picture) -> str:
        said: list[str] = []
        for number in range(len(lines) - 1, -1, -1):
            block = lines[number][0]
            if not isinstance(block, b.Paragraph | b.NumberLine):
                break
            said.insert(0, lines[number][1])
            if isinstance(block, b.NumberLine):
                del lines[number:]
                width = f"{_picture_width(picture):.2f}mm"
                return f"beside({width}, {{ {'; '.join(said)} }}, {self._call(picture)})"
        return self._call(picture)

    def _call(self, block: b.Block) -> str:  # noqa: C901, PLR0911, PLR0912 - one branch per block
        match block:
            case b.Paragraph():
                return f"said({_text(block.text)}, {_text(block.tone)})"
            case b.NumberLine():
                return f"number({_text(block.text)})"
            case b.SourceLine():
                return f"source({_text(block.text)})"
            case b.Bullets():
                return self._bullets(block)
            case b.SeverityLine():
                return self._ladder(block)
            case b.Picture():
                return self._drawing(block)
            case b.Table():
                return self._table(block)
            case b.FitTable():
                return self._fits(block)
            case b.StatusTable():
                return self._standings(block)
            case b.SideBySide():
                return self._sides(block)
            case b.Notice():
                said = [f"par({_text(sentence)})" for sentence in block.text]
                return self._card(block.tone, block.title, said)
            case b.Verdict():
                return self._verdict(block)
            case b.SummaryList():
                return self._facts(block.rows, block.blanks)
            case b.SignatureMark():
                return self._mark(block)
            case b.InkBox():
                named = f"{_text(block.title)}, {_text(block.note)}, {_rows(block.rows)}"
                return f"ink({named}, {block.tall})"
            case _:
                raise TypeError(type(block).__name__)

    def _file(self, svg: str) -> str:
        data = svg.encode()
        name = sha256(data).hexdigest()[:16] + ".svg"
        self.files[name] = data
        return _text(name)

    def _icon(self, name: str, colour: str = "ink") -> str:
        shapes = _ICONS[name].replace("INK", _INK[colour])
        return self._file(
            '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">'
            f"{shapes}</svg>"
        )

    def _card(self, kind: str, title: str, said: Iterable[str], *before: str) -> str:
        name, ink, ground = _CARDS[kind]
        icon = self._icon(name, ink) if name else "none"
        head = f"titled({icon}, {_text(title)}, large: {_yes(bool(before))})"
        body = "; ".join([*before, head, *said])
        dashed = _yes(kind == "unknown")
        return f"card({_text(ink)}, {_text(ground)}, {{ {body} }}, dashed: {dashed})"

    def _verdict(self, block: b.Verdict) -> str:
        said = [f"par({_text(sentence)})" for sentence in block.text]
        said += [self._facts(block.facts)] if block.facts else []
        return self._card(block.tone, block.word, said, f"large({_text(block.about)})")

    def _bullets(self, block: b.Bullets) -> str:
        icon = {"do": ("tick", "ok"), "dont": ("cross", "stop")}.get(block.kind, ("dot", "ink"))
        items = f"bullets({self._icon(*icon)}, {_texts(block.items)})"
        if block.kind == "plain":
            return f"{{ titled(none, {_text(block.title)}); {items} }}" if block.title else items
        return self._card(block.kind, block.title, [items])

    def _ladder(self, block: b.SeverityLine) -> str:
        steps = range(len(block.steps))
        icons = [self._file(severity(n, marked=n == block.marked).svg) for n in steps]
        named = f"{_text(block.label)}, {_texts(block.steps)}, {block.marked}, {_array(icons)}"
        return f"ladder({named})"

    def _drawing(self, picture: b.Picture) -> str:
        figure, width = picture.figure, _picture_width(picture)
        back = {"start": 0.0, "middle": 0.5, "end": 1.0}
        labels = [
            f"({_text(picture.labels[anchor.key])}, "
            f"{100 * (anchor.x - back[anchor.align] * anchor.width) / figure.width:.2f}%, "
            f"{anchor.y * width / figure.width:.2f}mm, {100 * anchor.width / figure.width:.2f}%, "
            f"{ {'start': 'left', 'middle': 'center', 'end': 'right'}[anchor.align] }, "
            f"{_yes(anchor.y < figure.height / 4)})"
            for anchor in figure.anchors if anchor.key in picture.labels
        ]  # fmt: skip
        file, told = self._file(figure.svg), _text(picture.description)
        below = _room_below(picture, width / figure.width)
        return f"drawing({file}, {width:.2f}mm, {told}, {_array(labels)}, {below:.1f}mm)"

    def _table(self, table: b.Table) -> str:
        rows = []
        for number, row in enumerate(table.rows):
            cells = [f"strong({_text(row[0])})", *map(_text, row[1:])]
            if table.drawings:
                cells[-1] = f"strip({cells[-1]}, {self._file(table.drawings[number].svg)})"
            rows.append(_array(cells))
        widths = _columns([table.head, *table.rows])
        return f"data({_text(table.caption)}, {widths}, {_texts(table.head)}, {_array(rows)})"

    def _signs(
        self, block: b.FitTable | b.StatusTable, rows: Iterable[tuple[str, Iterable[str]]]
    ) -> str:
        widths = _columns([block.head, *block.worded("OO").rows])
        cells = _array(_array([f"strong({_text(name)})", *said]) for name, said in rows)
        return f"data({_text(block.caption)}, {widths}, {_texts(block.head)}, {cells})"

    def _sides(self, block: b.SideBySide) -> str:
        sides = [
            f"side({self._file(side.picture.figure.svg)}, {_text(side.picture.description)}, "
            f"{_text(side.count)}, {_text(side.who)})"
            for side in block.sides
        ]
        columns = ", ".join(["1fr"] * len(sides))
        head = _texts(side.title for side in block.sides)
        shown = f"data({_text(block.caption)}, ({columns},), {head}, {_array([_array(sides)])})"
        notes = [f'said({_text(note)}, "secondary")' for note in block.notes]
        return f"{{ {'; '.join([shown, *notes])} }}"

    def _fits(self, block: b.FitTable) -> str:
        return self._signs(
            block,
            (
                (name, (f"fit({self._icon(fit)}, {_text(word)})" for fit, word in cells))
                for name, cells in block.rows
            ),
        )

    def _standings(self, block: b.StatusTable) -> str:
        return self._signs(
            block,
            (
                (name, (self._standing(tone, said) for tone, said in cells))
                for name, cells in block.rows
            ),
        )

    def _standing(self, tone: b.Tone | None, said: str) -> str:
        return f"sign({self._icon(*_CARDS[tone][:2])}, {_text(said)})" if tone else _text(said)

    def _facts(self, rows: tuple[tuple[str, str], ...], blanks: tuple[int, ...] = ()) -> str:
        small, empty = _yes(self._small and len(rows) > _MANY), _array(map(str, blanks))
        return f"facts({_label_width(rows)}, {small}, {_rows(rows)}, {empty})" if rows else "none"

    def _mark(self, block: b.SignatureMark) -> str:
        image = self._file(_ink(block.strokes)) if block.strokes else "none"
        said = block.words if block.how in {"typed", "witnessed"} else ""
        named = f"{image}, {_text(said)}, {_text(block.alternative)}"
        return f"mark({named}, {self._facts(block.rows)})"


def _picture_width(picture: b.Picture) -> float:
    """Return millimetres."""
    ratio = picture.figure.width / picture.figure.height
    height = _ALONE_MM if picture.share >= 1 else _BESIDE_MM
    return min(_TEXT_MM * min(picture.share, 1), height * ratio)


def _room_below(picture: b.Picture, unit: float) -> float:
    """Return the millimetres by which labels leave a drawing at its foot."""
    room = 0.0
    for anchor in picture.figure.anchors:
        if anchor.y >= picture.figure.height / 4 and (said := picture.labels.get(anchor.key)):
            lines = ceil(1.4 * _LETTER_MM * _length(said) / (anchor.width * unit))
            room = max(room, (anchor.y - picture.figure.height) * unit + _LINE_MM * (lines - 0.5))
    return room


def _ink(strokes: Iterable[Stroke]) -> str:
    lines = [[f"{400 * x:.2f} {100 * y:.2f}" for x, y in stroke] for stroke in strokes if stroke]
    path = "".join("M" + "L".join(line) for line in lines)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100" width="400" height="100">'
        f'<path d="{path}" fill="none" stroke="#17212B" stroke-width="2.4"/></svg>'
    )
