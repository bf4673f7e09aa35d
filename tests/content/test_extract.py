import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from consent_app.content import extract
from consent_app.content.extract import Fault
from consent_app.language import SHIPPED, Language

ROOT = Path(__file__).parents[2]
POT = ROOT / "translations" / "messages.pot"
PO_FILES = [
    ROOT / "translations" / code / "LC_MESSAGES" / "messages.po" for code in SHIPPED if code != "en"
]


def gather(root: Path) -> Catalog:
    resources = root / "resources"
    return extract.catalogue(
        root / "consent_app",
        resources / "document",
        [resources / "packs" / "leg-lengthening"],
        resources / "jurisdictions",
    )


@pytest.fixture(scope="module")
def found() -> Catalog:
    return gather(ROOT)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy that a test may change, with the smallest program."""
    for name in ("resources/document", "resources/packs", "resources/jurisdictions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "translations", tmp_path / "translations")
    (tmp_path / "consent_app").mkdir()
    return tmp_path


def of_program(checkout: Path, source: str) -> dict[str, Message]:
    (checkout / "consent_app" / "page.py").write_text(source, encoding="utf-8")
    return {str(m.id): m for m in gather(checkout) if "page.py" in str(m.locations)}


def test_the_catalogues_in_the_repository_are_fresh_and_complete() -> None:
    assert extract.run(ROOT, check=True) == []


def test_the_same_sources_give_the_same_bytes(found: Catalog, tmp_path: Path) -> None:
    once, again = tmp_path / "once.pot", tmp_path / "again.pot"
    extract.write(found, once)
    extract.write(gather(ROOT), again)
    assert once.read_bytes() == again.read_bytes()
    assert extract.stale(found, POT) == []


def test_a_changed_sentence_of_the_pack_is_reported(checkout: Path) -> None:
    risks = checkout / "resources" / "packs" / "leg-lengthening" / "risks.yaml"
    text = risks.read_text(encoding="utf-8")
    risks.write_text(text.replace("Medicine that thins", "A drug that thins"), encoding="utf-8")
    # the copy holds no program, so its own sentences count as gone
    stale = [
        item
        for item in extract.stale(gather(checkout), checkout / "translations" / "messages.pot")
        if "thins the blood" in item[1]
    ]
    assert stale == [
        ("added", "A drug that thins the blood."),
        ("gone", "Medicine that thins the blood."),
    ]


def test_only_the_sentence_of_a_call_is_taken_from_the_program(checkout: Path) -> None:
    taken = of_program(
        checkout,
        "# Translators: on a button\n"
        "words('Go on')\n"
        "words(TABLE[code or 'not a sentence'])\n"
        "say.count(pair('{n} step', '{n} steps'), 2)\n"
        "button('not a sentence either')\n",
    )
    assert list(taken) == ["Go on", "('{n} step', '{n} steps')"]
    assert taken["Go on"].auto_comments == ["on a button"]
    assert taken["Go on"].locations == [("consent_app/page.py", 2)]


def test_a_sentence_of_a_page_is_joined_and_knows_its_line(found: Catalog) -> None:
    message = found["Muscles and tendons resist when a bone gets longer, so joints tighten. Daily "
                    "exercise works against it."]  # fmt: skip
    page = "resources/packs/leg-lengthening/pages/joint_stiffness.md"
    assert message.locations == [(page, 3)]


def test_a_translation_survives_while_its_sentence_is_away(tmp_path: Path) -> None:
    pot, po = tmp_path / "messages.pot", tmp_path / "zh_Hans" / "LC_MESSAGES" / "messages.po"
    both, one = Catalog(), Catalog()
    both.add("Yes"), both.add("No"), one.add("No")
    extract.write(both, pot)
    extract.update(pot, po)
    po.write_text(po.read_text().replace('"Yes"\nmsgstr ""', '"Yes"\nmsgstr "是"'))
    extract.write(one, pot)
    extract.update(pot, po)
    assert extract.gaps(po) == [Fault(po, "untranslated", "No")]
    extract.write(both, pot)
    extract.update(pot, po)
    assert extract.gaps(po) == [Fault(po, "untranslated", "No")]
    assert 'msgstr "是"' in po.read_text()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('msgid "{n} of {all}"\nmsgstr "{n} / {n}"\n', "placeholders"),
        ('msgid "{n} of {all}"\nmsgstr "{all}"\n', "placeholders"),
        ('msgid "Yes"\nmsgstr "{oops"\n', "placeholders"),
        ('#, fuzzy\nmsgid "Yes"\nmsgstr "是"\n', "fuzzy"),
        ('msgid "Yes"\nmsgstr ""\n', "untranslated"),
    ],
)
def test_a_gap_of_a_translation_is_named(entry: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "messages.po"
    file.write_text(f'msgid ""\nmsgstr "Language: zh_Hans\\n"\n\n{entry}', encoding="utf-8")
    (gap,) = extract.gaps(file)
    assert gap.code == code
    assert gap.message in extract.explain(gap, Language("en"))


@pytest.mark.parametrize("po_file", PO_FILES, ids=lambda file: file.parents[1].name)
def test_every_sign_of_a_translation_can_be_drawn(po_file: Path) -> None:
    drawn: set[int] = set()
    for name in ("ConsentSans-Regular.ttf", "ConsentSansSC-Regular.otf"):
        drawn |= set(TTFont(ROOT / "resources" / "fonts" / name).getBestCmap())
    with po_file.open("rb") as stream:
        strings = [str(m.string) for m in read_po(stream) if m.id]
    assert not {sign for sign in "".join(strings) if ord(sign) not in drawn}
