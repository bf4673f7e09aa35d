"""Make the fonts of this folder from the Noto fonts of two unpacked Debian packages.

The files are subsets with the family name changed: a system that has Noto installed would
otherwise mix its own files with ours, and screen and paper would differ. Hinting is taken out,
kerning and mark positioning stay. The same sources and the same fontTools give the same bytes.

Usage (the README beside this file says how to get the two folders)::

    python resources/fonts/build.py NOTO_CORE_FOLDER NOTO_CJK_FOLDER [OUTPUT_FOLDER]
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from arabic import split_ligatures
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.scaleUpem import scale_upem

CodePoints = frozenset[int]


def span(first: int, last: int) -> CodePoints:
    """Return the code points from first to last, both included."""
    return frozenset(range(first, last + 1))


PUNCTUATION_AND_SYMBOLS = (
    span(0x2000, 0x206F)  # general punctuation, direction marks and isolates
    | span(0x2070, 0x209F)  # superscripts and subscripts
    | span(0x20A0, 0x20CF)  # currency
    | span(0x2100, 0x218F)  # letter-like symbols, number forms
    | span(0x2190, 0x22FF)  # arrows, mathematics
    | span(0x25A0, 0x25FF)  # geometric shapes
    | span(0x2600, 0x27BF)  # warning and check marks
    | span(0xFFFC, 0xFFFD)  # replacement characters
)
LATIN_CYRILLIC_GREEK = (
    span(0x0020, 0x007E)
    | span(0x00A0, 0x024F)  # Latin-1, Latin Extended A and B
    | span(0x0250, 0x036F)  # phonetic letters, modifiers, combining marks
    | span(0x0370, 0x052F)  # Greek, Cyrillic
    | span(0x1E00, 0x1FFF)  # Latin Extended Additional (Vietnamese), Greek Extended
    | span(0xFB00, 0xFB06)  # Latin ligatures
    | {0xFEFF}
    | PUNCTUATION_AND_SYMBOLS
)
IDEOGRAPHS = span(0x4E00, 0x9FFF)
KANA = span(0x3040, 0x30FF)

# Signs that Noto Sans of this version lacks and that medical text needs: minus, not equal, almost
# equal, at most, at least, arrows.
SIGNS = frozenset(map(ord, "\N{MINUS SIGN}≠≈≤≥←↑→↓"))


def gb2312() -> CodePoints:
    """Return what the GB 2312 character set holds, ideographs of level 1 and 2 included."""
    rows, cells = range(0xA1, 0xF8), range(0xA1, 0xFF)
    decoded = (bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells)
    return frozenset(ord(character) for character in decoded if character)


CHINESE = (
    (gb2312() - KANA)
    | span(0x0020, 0x007E)
    | span(0x00A0, 0x00FF)
    | span(0x2010, 0x2027)
    | span(0x3000, 0x303F)  # CJK punctuation
    | span(0xFF00, 0xFF60)  # full-width forms
    | span(0xFFE0, 0xFFE6)  # full-width signs
    | {0x20AC, 0x2212, 0x2713}
)


@dataclass(frozen=True)
class Recipe:
    """One file to make.

    Attributes:
        family: The family name that programs see.
        bold: Whether it is the bold face of its family.
        source: The file name in the folder of its package.
        keep: The code points to keep, or None for all of them.
        donors: Files from which missing signs are taken, the first that has a sign wins.
        units: Into how many units the em is divided, or None for as many as in the source.
    """

    family: str
    bold: bool
    source: str
    keep: CodePoints | None = None
    donors: tuple[str, ...] = ()
    units: int | None = None

    @property
    def style(self) -> str:
        """The style name, one of the two that programs link by themselves."""
        return "Bold" if self.bold else "Regular"

    @property
    def postscript_name(self) -> str:
        """The name without spaces that documents embed."""
        return f"{self.family.replace(' ', '')}-{self.style}"

    @property
    def file_name(self) -> str:
        """The name of the file to write."""
        return f"{self.postscript_name}.{'otf' if self.source.endswith('.ttc') else 'ttf'}"


KANA_HANGUL = (
    frozenset(code for code in range(0xAC00, 0xD7A4) if chr(code).encode("euc_kr", "ignore"))
    | frozenset(range(0x3131, 0x3164))  # single letters, as on the keys of a keyboard
    | frozenset(range(0x3041, 0x3100))
    | {0x0020, 0x00A0, 0x3000}
)
"""Kana, and the Hangul of KS X 1001, with the spaces between: for names and titles of laws."""

COARSE = 320
"""Units in the em of the Chinese fonts instead of 1,000, which takes a fifth off each document.

No point of an outline moves by more than 1/640 em: 0.01 mm in text of 18 points.
"""

RECIPES = (
    Recipe(
        "Consent Sans",
        bold=False,
        source="NotoSans-Regular.ttf",
        keep=LATIN_CYRILLIC_GREEK,
        donors=("NotoSansMath-Regular.ttf",),
    ),
    Recipe(
        "Consent Sans",
        bold=True,
        source="NotoSans-Bold.ttf",
        keep=LATIN_CYRILLIC_GREEK,
        # a bold minus exists; the other signs exist in regular weight only
        donors=("NotoSansDevanagari-Bold.ttf", "NotoSansMath-Regular.ttf"),
    ),
    Recipe("Consent Sans Arabic", bold=False, source="NotoSansArabic-Regular.ttf"),
    Recipe("Consent Sans Arabic", bold=True, source="NotoSansArabic-Bold.ttf"),
    Recipe("Consent Sans Hebrew", bold=False, source="NotoSansHebrew-Regular.ttf"),
    Recipe("Consent Sans Hebrew", bold=True, source="NotoSansHebrew-Bold.ttf"),
    Recipe("Consent Sans Devanagari", bold=False, source="NotoSansDevanagari-Regular.ttf"),
    Recipe("Consent Sans Thai", bold=False, source="NotoSansThai-Regular.ttf"),
    Recipe(
        "Consent Sans Kana Hangul",
        bold=False,
        source="NotoSansCJK-Regular.ttc",
        keep=KANA_HANGUL,
    ),
    Recipe(
        "Consent Sans SC",
        bold=False,
        source="NotoSansCJK-Regular.ttc",
        keep=CHINESE,
        units=COARSE,
    ),
    Recipe("Consent Sans SC", bold=True, source="NotoSansCJK-Bold.ttc", keep=CHINESE, units=COARSE),
    Recipe(
        "Consent Sans SC Names",
        bold=False,
        source="NotoSansCJK-Regular.ttc",
        # a space goes with the run before it, so this file needs its own
        keep=(IDEOGRAPHS - CHINESE) | {0x0020, 0x00A0, 0x3000},
    ),
)

COLLECTION_FACE = "Noto Sans CJK SC"
WINDOWS, UNICODE_BMP, ENGLISH = 3, 1, 0x409
KEPT_NAMES = (0, 7, 8, 9, 10, 11, 12, 13, 14)  # copyright, trademark, people, licence
UNWANTED_FEATURES = {"aalt"}  # lists every alternative, and so would keep every alternative
EXTRA_FEATURES = {"case", "frac", "lnum", "pnum", "subs", "sups", "tnum"}
CHINESE_FEATURES = {"ccmp", "kern", "liga", "mark"}  # no `locl`: this face is for one locale


def open_source(path: Path) -> TTFont:
    """Open a font file, or the Simplified Chinese face of a collection."""
    if path.suffix == ".ttc":
        for face in TTCollection(path, lazy=True).fonts:
            if face["name"].getDebugName(1) == COLLECTION_FACE:
                face.recalcTimestamp = False
                return face
        raise LookupError(COLLECTION_FACE)
    return TTFont(path, recalcTimestamp=False)


def take_missing_signs(font: TTFont, donor: TTFont) -> None:
    """Copy those SIGNS that the font lacks from the donor, outline and advance width."""
    if font["head"].unitsPerEm != donor["head"].unitsPerEm:
        raise ValueError("units-per-em")
    present, offered, glyphs = font.getBestCmap(), donor.getBestCmap(), donor.getGlyphSet()
    for code_point in sorted(SIGNS & offered.keys() - present.keys()):
        outline = DecomposingRecordingPen(glyphs)
        glyphs[offered[code_point]].draw(outline)
        pen = TTGlyphPen(None)
        outline.replay(pen)
        name = f"uni{code_point:04X}"
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = donor["hmtx"][offered[code_point]]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code_point] = name


def subset(font: TTFont, keep: CodePoints | None) -> None:
    """Cut the font down to code points and to the layout features that text here uses."""
    options = Options()
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    # no text here runs from top to bottom
    unused = ("DSIG", "gasp", "VORG", "vhea", "vmtx")
    options.drop_tables = [*options.drop_tables, *unused]
    if "CFF " in font:
        options.layout_features = sorted(CHINESE_FEATURES)
    else:
        wanted = {*options.layout_features, *EXTRA_FEATURES} - UNWANTED_FEATURES
        options.layout_features = sorted(wanted)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap().keys() if keep is None else keep)
    subsetter.subset(font)


def coarsen(font: TTFont, units: int) -> None:
    """Divide the em into fewer units, and write the outlines anew with the widths that result.

    Scaling alone rounds a width differently in the outlines, where it is the difference from
    another one, and in the table of widths.
    """
    scale_upem(font, units)
    top, drawn = font["CFF "].cff.topDictIndex[0], font.getGlyphSet()
    strings = top.CharStrings
    for name in font.getGlyphOrder():
        private = top.FDArray[top.FDSelect[font.getGlyphID(name)]].Private
        width = font["hmtx"][name][0]
        told = None if width == private.defaultWidthX else width - private.nominalWidthX
        pen = T2CharStringPen(told, drawn)
        drawn[name].draw(pen)
        strings[name] = pen.getCharString(private, strings[name].globalSubrs)


def rename(font: TTFont, recipe: Recipe) -> None:
    """Give the font its family name, and link its two weights by style."""
    name = font["name"]
    version = f"{name.getDebugName(5).split(';')[0]}; subset of {name.getDebugName(4)}"
    texts = {number: name.getDebugName(number) for number in KEPT_NAMES}
    full_name = recipe.family if not recipe.bold else f"{recipe.family} Bold"
    texts |= {
        1: recipe.family,
        2: recipe.style,
        3: f"{version.removeprefix('Version ')}; {recipe.postscript_name}",
        4: full_name,
        5: version,
        6: recipe.postscript_name,
    }
    # names 16 and 17 are for families of more styles; they are absent where they would repeat
    name.names = []
    for number, text in sorted(texts.items()):
        if text:
            name.setName(text, number, WINDOWS, UNICODE_BMP, ENGLISH)

    italic, bold, regular, names_are_typographic = 1 << 0, 1 << 5, 1 << 6, 1 << 8
    os2 = font["OS/2"]
    os2.usWeightClass = 700 if recipe.bold else 400
    os2.fsSelection &= ~(italic | bold | regular | names_are_typographic)
    os2.fsSelection |= bold if recipe.bold else regular
    head = font["head"]
    head.macStyle = 1 if recipe.bold else 0
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [recipe.postscript_name]
        top = cff.topDictIndex[0]
        top.FamilyName, top.FullName, top.Weight = recipe.family, full_name, recipe.style


def number_characters(path: Path) -> None:
    """Give each glyph of a CID-keyed font its own number as character id.

    WeasyPrint writes glyph numbers into a PDF, where a strict reader looks for character ids.
    """
    font = TTFont(path, lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    top = font["CFF "].cff.topDictIndex[0]
    old = list(top.charset)
    new = [old[0], *(f"cid{number:05d}" for number in range(1, len(old)))]
    names = dict(zip(old, new, strict=True))
    strings = top.CharStrings
    strings.charStrings = {names[name]: place for name, place in strings.charStrings.items()}
    top.charset = new
    top.CIDCount = len(new)
    font.setGlyphOrder(new)
    font.save(path)


def make(recipe: Recipe, core: Path, cjk: Path, output: Path) -> Path:
    """Make one file and return its path."""
    font = open_source((cjk if recipe.source.endswith(".ttc") else core) / recipe.source)
    for donor in recipe.donors:
        take_missing_signs(font, open_source(core / donor))
    if recipe.family == "Consent Sans Arabic":
        split_ligatures(font)
    subset(font, recipe.keep)
    if recipe.units:
        coarsen(font, recipe.units)
    rename(font, recipe)
    path = output / recipe.file_name
    font.save(path)
    if "CFF " in font:
        number_characters(path)
    return path


def write_coverage(folder: Path) -> None:
    """Write which characters the fonts can draw, as ranges; the program checks words by it."""
    codes: set[int] = set()
    for recipe in RECIPES:
        codes |= set(TTFont(folder / recipe.file_name, lazy=True).getBestCmap())
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    lines = "".join(f"{first:04X}-{last:04X}\n" for first, last in ranges)
    (folder / "coverage.txt").write_text(lines, encoding="ascii")


def main(arguments: list[str] | None = None) -> int:
    """Make all files and print their sizes."""
    parser = argparse.ArgumentParser(description="Make the fonts of this folder.")
    parser.add_argument("core", type=Path, help="folder with the files of fonts-noto-core")
    parser.add_argument("cjk", type=Path, help="folder with the files of fonts-noto-cjk")
    parser.add_argument("output", type=Path, nargs="?", default=Path(__file__).parent)
    options = parser.parse_args(arguments)
    for recipe in RECIPES:
        path = make(recipe, options.core, options.cjk, options.output)
        print(f"{path.stat().st_size:>9,} {path.name}")
    write_coverage(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
