"""Codes of countries and of their parts.

ISO 3166-1 alpha-2 names countries; a dash and up to three characters of ISO 3166-2 name a part.
Which parts exist is not kept here: it changes often, and a part without an entry has the rules of
its country.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from consent_app.content.problems import closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ASSIGNED = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_ASSIGNED.split())
"""ISO 3166-1 alpha-2, officially assigned."""

BESIDE = frozenset({"EU", "XK"})
"""The European Union, for law that its countries share; Kosovo, to which ISO gives no code."""

RETIRED: Mapping[str, tuple[str, ...]] = {
    "AN": ("BQ", "CW", "SX"), "BU": ("MM",), "CS": ("ME", "RS"), "CT": ("KI",), "DD": ("DE",),
    "DY": ("BJ",), "FQ": ("AQ", "TF"), "FX": ("FR",), "HV": ("BF",), "JT": ("UM",), "MI": ("UM",),
    "NH": ("VU",), "NQ": ("AQ",), "NT": ("IQ", "SA"), "PC": ("FM", "MH", "MP", "PW"),
    "PU": ("UM",), "PZ": ("PA",), "RH": ("ZW",),
    "SU": ("AM", "AZ", "EE", "GE", "KG", "KZ", "LT", "LV", "MD", "RU", "TJ", "TM", "UZ"),
    "TP": ("TL",), "VD": ("VN",), "WK": ("UM",), "YD": ("YE",), "YU": ("ME", "RS"),
    "ZR": ("CD",),
}  # fmt: skip
"""ISO 3166-3: codes that no country has any more, and the countries that came after."""

_ALSO = {"UK": "GB", "EL": "GR"}
"""What is often written for a code."""

_SHAPE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?\Z")


def known(code: str) -> bool:
    """Whether a code names a country, or has the form of a part of one."""
    country, dash, _ = code.partition("-")
    whole = country in COUNTRIES or (not dash and country in BESIDE)
    return whole and _SHAPE.match(code) is not None


def near(code: str, more: Iterable[str] = ()) -> str:
    """Return the code that was most likely meant, or nothing.

    Of a code that is no longer used it is its only successor, never one of several.
    """
    country = code.partition("-")[0]
    if country in RETIRED:
        after = RETIRED[country]
        return after[0] if len(after) == 1 else ""
    if country in COUNTRIES:
        return (
            closest(code, (other for other in more if other.startswith(f"{country}-"))) or country
        )
    turned = code[::-1]
    if code in _ALSO or turned in COUNTRIES:
        return _ALSO.get(code, turned)
    alike = {other for other in (*COUNTRIES, *more) if other[0] == code[:1]}
    return closest(code, alike) or closest(code, COUNTRIES)
