"""Give each letter and each mark of an Arabic font a glyph of its own.

Programs that read a PDF turn right-to-left text round glyph by glyph. A glyph that stands for two
characters then comes out with the two swapped. Lam with alef must be drawn as one, so lam gets the
drawing of both, moved over the room of an alef that is blank. The other ligatures are ornament or
stacked marks, which the font also places one by one; they go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fontTools.otlLib.builder import buildCoverage
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables import otTables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fontTools.ttLib import TTFont

ALEFS = (0x0622, 0x0623, 0x0625, 0x0627, 0x0671, 0x0672, 0x0673)
SINGLE, LIGATURE, CONTEXT, BASE_GLYPH = 1, 4, 6, 1
RIGHT_TO_LEFT_WITHOUT_MARKS = 0x0009
KERNED_BEFORE, MARKS_ON_BASES, MARKS_ON_LIGATURES = 1, 4, 5


class Pair(NamedTuple):
    """A ligature of lam and alef, and the two glyphs that draw the same."""

    ligature: str
    lam: str
    alef: str

    @property
    def parts(self) -> tuple[str, str]:
        """The names of the new glyphs: the drawing, and the blank to its left."""
        return f"{self.ligature}.lam", f"{self.ligature}.alef"


def split_ligatures(font: TTFont) -> None:
    """Split lam with alef in two glyphs and take out all other ligatures that come by default.

    Raises:
        LookupError: the font has no lam with alef where it is looked for.

    """
    substitution = font["GSUB"].table
    lookups = substitution.LookupList.Lookup
    pairs = list(_pairs(font, lookups))
    if not pairs:
        raise LookupError("rlig")
    for pair in pairs:
        _draw(font, pair)
    _place_marks(font, pairs)
    _kern(font, pairs)
    for tag in ("ccmp", "rlig"):
        for number in _numbers(substitution, tag):
            if lookups[number].LookupType == LIGATURE:
                lookups[number] = _in_context(font, lookups, _of(lookups[number], pairs))
    _tidy(substitution)
    font["GDEF"].table.LigCaretList = None  # no ligature is left to put a caret into


def _tables(lookup: Any) -> list[Any]:  # noqa: ANN401 - a vendor's type
    return [getattr(table, "ExtSubTable", table) for table in lookup.SubTable]


def _numbers(table: Any, tag: str) -> list[int]:  # noqa: ANN401
    records = (record for record in table.FeatureList.FeatureRecord if record.FeatureTag == tag)
    return sorted({number for record in records for number in record.Feature.LookupListIndex})


def _pairs(font: TTFont, lookups: list[Any]) -> Iterator[Pair]:
    """Yield the ligatures of two glyphs that end in the final form of an alef."""
    substitution, characters = font["GSUB"].table, font.getBestCmap()
    alefs = {characters[code] for code in ALEFS}
    finals = {
        form
        for number in _numbers(substitution, "fina")
        for table in _tables(lookups[number])
        for letter, form in table.mapping.items()
        if letter in alefs
    }
    for number in _numbers(substitution, "rlig"):
        for table in _tables(lookups[number]):
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for ligature in ligatures:
                    if len(ligature.Component) == 1 and ligature.Component[0] in finals:
                        yield Pair(ligature.LigGlyph, first, ligature.Component[0])


# --- the two glyphs -------------------------------------------------------------------------------


def _room(font: TTFont, pair: Pair) -> int:
    """Return the width of the blank, in units of the font: half of what the ligature takes."""
    return int(font["hmtx"][pair.ligature][0]) // 2


def _draw(font: TTFont, pair: Pair) -> None:
    lam, alef = pair.parts
    room, (width, bearing) = _room(font, pair), font["hmtx"][pair.ligature]
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(pair.ligature, (1, 0, 0, 1, -room, 0))
    font["glyf"][lam], font["hmtx"][lam] = pen.glyph(), (width - room, bearing - room)
    font["glyf"][alef], font["hmtx"][alef] = TTGlyphPen(None).glyph(), (room, 0)
    for name in pair.parts:
        font["GDEF"].table.GlyphClassDef.classDefs[name] = BASE_GLYPH


# --- marks and kerning ----------------------------------------------------------------------------


def _place_marks(font: TTFont, pairs: list[Pair]) -> None:
    """Let marks stand on the two glyphs where they stood on the parts of the ligature."""
    lookups = font["GPOS"].table.LookupList.Lookup
    bases = next(each for each in lookups if each.LookupType == MARKS_ON_BASES)
    for lookup in lookups:
        if lookup.LookupType == MARKS_ON_LIGATURES:
            for table in _tables(lookup):
                bases.SubTable.append(_on_bases(font, table, pairs))
    bases.SubTableCount = len(bases.SubTable)


def _on_bases(font: TTFont, table: Any, pairs: list[Pair]) -> otTables.MarkBasePos:  # noqa: ANN401
    attached = dict(
        zip(table.LigatureCoverage.glyphs, table.LigatureArray.LigatureAttach, strict=True)
    )
    anchors: dict[str, list[Any]] = {}
    for pair in pairs:
        if pair.ligature in attached:
            on_lam, *on_alef = attached[pair.ligature].ComponentRecord
            lam, alef = pair.parts
            anchors[lam] = [_moved(each, -_room(font, pair)) for each in on_lam.LigatureAnchor]
            # the hamza of an alef is a part of its own where the font lets marks stand on it
            places = zip(*(part.LigatureAnchor for part in reversed(on_alef)), strict=True)
            anchors[alef] = [next((each for each in place if each), None) for place in places]
    made = otTables.MarkBasePos()
    made.Format, made.ClassCount = 1, table.ClassCount
    made.MarkCoverage, made.MarkArray = table.MarkCoverage, table.MarkArray
    made.BaseCoverage = _coverage(font, anchors)
    made.BaseArray = otTables.BaseArray()
    made.BaseArray.BaseRecord = []
    for name in made.BaseCoverage.glyphs:
        record = otTables.BaseRecord()
        record.BaseAnchor = anchors[name]
        made.BaseArray.BaseRecord.append(record)
    made.BaseArray.BaseCount = len(anchors)
    return made


def _moved(anchor: Any, by: int) -> Any:  # noqa: ANN401
    if not anchor:
        return None
    moved = otTables.Anchor()
    moved.Format = 1
    moved.XCoordinate, moved.YCoordinate = anchor.XCoordinate + by, anchor.YCoordinate
    return moved


def _kern(font: TTFont, pairs: list[Pair]) -> None:
    """Move lam as its ligature was moved; nothing is kerned by what follows a ligature."""
    lam_of = {pair.ligature: pair.parts[0] for pair in pairs}
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in _tables(lookup):
            if lookup.LookupType == KERNED_BEFORE:
                _also(font, table.Coverage, lam_of)
            for coverage in getattr(table, "InputCoverage", ()):
                _also(font, coverage, lam_of)


def _also(font: TTFont, coverage: Any, lam_of: dict[str, str]) -> None:  # noqa: ANN401
    new = {lam_of[name] for name in coverage.glyphs if name in lam_of}
    coverage.glyphs = _coverage(font, {*coverage.glyphs, *new}).glyphs


def _coverage(font: TTFont, names: Iterable[str]) -> otTables.Coverage:
    return buildCoverage(names, font.getReverseGlyphMap(rebuild=True))


# --- which glyphs when ----------------------------------------------------------------------------


def _of(lookup: Any, pairs: list[Pair]) -> list[Pair]:  # noqa: ANN401
    made = {
        (first, *ligature.Component): ligature.LigGlyph
        for table in _tables(lookup)
        for first, ligatures in table.ligatures.items()
        for ligature in ligatures
    }
    return [pair for pair in pairs if made.get((pair.lam, pair.alef)) == pair.ligature]


def _in_context(font: TTFont, lookups: list[Any], pairs: list[Pair]) -> otTables.Lookup:
    """Return what changes lam before alef and alef after lam, each into one glyph."""
    before = {
        alef: _added(lookups, {each.lam: each.parts[0] for each in pairs if each.alef == alef})
        for alef in dict.fromkeys(pair.alef for pair in pairs)
    }
    after = {
        lam: _added(lookups, {each.alef: each.parts[1] for each in pairs if each.lam == lam})
        for lam in dict.fromkeys(pair.lam for pair in pairs)
    }
    rules = []
    for pair in pairs:
        rule = otTables.ChainContextSubst()
        rule.Format, rule.BacktrackCoverage, rule.LookAheadCoverage = 3, [], []
        rule.InputCoverage = [_coverage(font, [name]) for name in (pair.lam, pair.alef)]
        rule.SubstLookupRecord = [_change(0, before[pair.alef]), _change(1, after[pair.lam])]
        rules.append(rule)
    return _lookup(CONTEXT, rules)


def _added(lookups: list[Any], changes: dict[str, str]) -> int:
    """Add a lookup and return its number."""
    table = otTables.SingleSubst()
    table.mapping = changes
    lookups.append(_lookup(SINGLE, [table]))
    return len(lookups) - 1


def _change(place: int, number: int) -> otTables.SubstLookupRecord:
    change = otTables.SubstLookupRecord()
    change.SequenceIndex, change.LookupListIndex = place, number
    return change


def _lookup(kind: int, tables: list[Any]) -> otTables.Lookup:
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = kind, RIGHT_TO_LEFT_WITHOUT_MARKS
    lookup.SubTable, lookup.SubTableCount = tables, len(tables)
    return lookup


def _tidy(substitution: Any) -> None:  # noqa: ANN401
    """Take lookups without rules out of the features, and let every language join lam and alef."""
    lookups, features = substitution.LookupList.Lookup, substitution.FeatureList.FeatureRecord
    substitution.LookupList.LookupCount = len(lookups)
    for record in features:
        numbers = dict.fromkeys(record.Feature.LookupListIndex)
        kept = [number for number in numbers if lookups[number].SubTable]
        record.Feature.LookupListIndex, record.Feature.LookupCount = kept, len(kept)
    joining = next(place for place, each in enumerate(features) if each.FeatureTag == "rlig")
    for record in substitution.ScriptList.ScriptRecord:
        languages = [each.LangSys for each in record.Script.LangSysRecord]
        for language in (record.Script.DefaultLangSys, *languages):
            language.FeatureIndex = sorted({*language.FeatureIndex, joining})
            language.FeatureCount = len(language.FeatureIndex)
