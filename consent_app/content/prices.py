"""A clinic's own price list: `prices.yaml` in the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.content import yamlfile
from consent_app.content.model import PriceList
from consent_app.content.problems import ContentError, closest

if TYPE_CHECKING:
    from pathlib import Path

    from consent_app.content.model import Pack


def load(file: Path, pack: Pack) -> PriceList | None:
    """Return the price list of a file, or nothing where there is no such file.

    Raises:
        ContentError: it does not load, prices what the pack does not name, or runs backward.

    """
    if not file.exists():
        return None
    tree = yamlfile.read(file)
    prices = yamlfile.convert(tree, PriceList)
    known = [item.id for item in pack.costs.items]
    problems = []
    for name, (low, high) in prices.items.items():
        if name not in known:
            near = closest(name, known)
            problems.append(tree.problem(("items", name), "unknown_id", name, near))
        if low > high:
            problems.append(tree.problem(("items", name), "backward_range", f"{low} > {high}"))
    if problems:
        raise ContentError(problems)
    return prices
