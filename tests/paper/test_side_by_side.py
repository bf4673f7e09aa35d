from __future__ import annotations

import re
from typing import TYPE_CHECKING

from test_document import _run, a_document

from consent_app.language import Language
from consent_app.paper import document as paper
from consent_app.view import risks
from consent_app.view.blocks import Section
from consent_app.view.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from consent_app.content.model import Pack


def test_choices_side_by_side_are_a_table_with_a_described_drawing_each(
    pack: Pack, tmp_path: Path
) -> None:
    words = Words(Language("en"), pack)
    (block,) = risks.side_by_side(pack.risks["deep_infection"], words)
    pdf = paper.render(a_document(sections=(Section("Side by side", (block,)),))).pdf
    tree = _run(pdf, tmp_path, "pdfinfo", "-struct-text").partition('"Side by side"')[2]
    read = " ".join(" ".join(re.findall('"(.*)"', tree)).split())
    heads = [side.title for side in block.sides]
    told = [text for side in block.sides for text in (side.count, side.who)]
    place = 0
    for text in (block.caption, *heads, *told, *block.notes):
        place = read.index(text, place) + len(text)
    assert tree.count("Figure") == len(block.sides)
