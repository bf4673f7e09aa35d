from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal

import pytest

from consent_app import figures
from consent_app.paper.page import drawings
from consent_app.paper.page.measure import LINE_MM, length_of, lines_of, sheet_of
from consent_app.plan import Plan, Stretch
from consent_app.view.blocks import Format, Picture

if TYPE_CHECKING:
    from consent_app.figures import Figure

ZONES = (figures.Zone(0, 4, 0), figures.Zone(4, 5, 1), figures.Zone(5, 10, 2))
RULER = figures.ruler(ZONES, 6)
MONTHS = figures.timeline(
    Plan((Stretch("a", 0, 7, "F"), Stretch("b", 50, 60, "F"), Stretch("c", 90, 99, "F"))),
    ("outline", "solid", "hatch"),
)
A4 = sheet_of(Format())
LONG = {
    "zone": "Wird dort nicht angeboten: mehr als 5 cm",
    "marker": "Ihre Hoffnung sind 6 cm",
    "phase": "Verlängerung: 120 bis 150 Tage",
    "step": "4. Die geplante Länge ist erreicht",
}


def boxes(picture: Picture) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of the words over a drawing, in millimetres."""
    width = drawings.picture_width(picture, A4)
    height = width * picture.figure.height / picture.figure.width
    found = []
    for label in drawings.figure_labels(picture, A4):
        room, x, y = label.width / 100 * width, label.left / 100 * width, label.top / 100 * height
        high = LINE_MM * lines_of(label.text, room)
        top = y + LINE_MM / 2 - high if label.rises else y - LINE_MM / 2
        used = min(room, length_of(label.text))
        x += {"start": 0.0, "middle": 0.5, "end": 1.0}[label.align] * (room - used)
        found.append((x, top, x + used, top + high))
    return found


@pytest.mark.parametrize("figure", [RULER, MONTHS, figures.distraction()])
def test_long_words_over_a_drawing_do_not_touch(figure: Figure) -> None:
    kinds = {anchor.key: anchor.key.partition(".") for anchor in figure.anchors}
    labels = {key: LONG.get(kind, number) for key, (kind, _, number) in kinds.items()}
    picture = Picture(figure, labels, "")
    found = boxes(picture)
    assert len(found) == len(figure.anchors)
    for one, two in combinations(found, 2):
        across = min(one[2], two[2]) - max(one[0], two[0])
        down = min(one[3], two[3]) - max(one[1], two[1])
        assert across <= 0.1 or down <= 0.1, (one, two)
    assert min(x for x, _, _, _ in found) >= -0.1
    assert max(x for _, _, x, _ in found) <= drawings.picture_width(picture, A4) + 0.1


@pytest.mark.parametrize("points", [12, 14, 18])
def test_no_word_over_a_drawing_is_broken(points: Literal[12, 14, 18]) -> None:
    sheet = sheet_of(Format(points=points))
    labels = {a.key: "Verlängerung: 65 Tage" for a in MONTHS.anchors if not a.axis}
    picture = Picture(MONTHS, labels, "")
    unit = drawings.picture_width(picture, sheet) / sheet.scale
    for label in drawings.figure_labels(picture, sheet):
        assert label.width / 100 * unit > length_of("Verlängerung:")
