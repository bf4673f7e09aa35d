"""Walk journeys and have validators of others read the sealed documents; `make conformance`.

Each validator also gets documents with a fault and must find it: a check that cannot fail is no
check. Exit 0: every line passed, or was skipped. 1: one failed, or with CI=true one was skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.metadata.xmp_xml import MetadataStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUT = ROOT / "build" / "conformance"
DATA = OUT / "data"
KNOWN = DATA / "keys" / "known"
SECONDS = 600
"""The longest that one program may take."""

JOURNEYS = (
    "resources/samples/sample-candidate.yaml",  # English, drawn signature
    "tests/journeys/chinese.yaml",
    "tests/journeys/arabic-name.yaml",  # words in a right-to-left script, typed signature
    "tests/journeys/witnessed.yaml",  # a mark with a witness, letters of several scripts
    "tests/journeys/cosmetic-in-china.yaml",  # prohibited: an information paper
    "tests/journeys/wrong-answers.yaml",  # stopped: an information paper
    "tests/journeys/replayed/russia-by-hand.yaml",  # sealed with boxes, to be signed by hand
    "tests/journeys/told-and-written.yaml",  # all there is to tell, and ink; 18 points were chosen
)
LANGUAGES = JOURNEYS[:2]
"""One journey in each language that is shipped."""


@dataclass(frozen=True, slots=True)
class Papers:
    """Journeys that are walked with the same switches of `consent-app walk`."""

    name: str
    journeys: tuple[str, ...]
    switches: tuple[str, ...] = ()

    @property
    def ending(self) -> str:
        """What the names of the documents end with, so that no two are the same."""
        return f"-{self.name}" if self.switches else ""


SHEETS = tuple(
    Papers(f"{size}-{points}", LANGUAGES, ("--paper", size, "--points", points))
    for size in ("a4", "letter") for points in ("12", "14", "18")
    if (size, points) != ("a4", "14")
)  # fmt: skip
PAIRS = (
    Papers("with-chinese", (JOURNEYS[0], JOURNEYS[-1]), ("--second", "zh_Hans")),
    Papers("with-english-18", JOURNEYS[1:2], ("--second", "en", "--points", "18")),
)
ADDED = (
    ("withdrawal", "--role", "nurse"),
    ("correction", "--role", "surgeon", "--wrong", "A date", "--words", "Another date"),
)
"""What `consent-app add` adds to the first document, one file after the other."""
SETS = (Papers("a4-14", JOURNEYS), *SHEETS, *PAIRS)
"""All that is validated; A4 at 14 points is what the program makes where nothing is set."""

Outcome = Literal["pass", "FAIL", "skip"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a validator says about one document."""

    good: bool
    reason: str


NO_REPORT = Finding(good=False, reason="no report of this file")


@dataclass(frozen=True, slots=True)
class Validator:
    """A program of others; `read` takes all documents at once, as starting Java takes seconds."""

    name: str
    needs: str
    """What must be there for it to run."""
    there: bool
    read: Callable[[Sequence[Path]], Mapping[Path, Finding]]


@dataclass(frozen=True, slots=True)
class Control:
    """A document with a fault: which validators must find it, and by what words."""

    path: Path
    found: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    document: str
    validator: str
    outcome: Outcome
    reason: str


VERA_A, VERA_UA, DSS, PDFSIG, QPDF = "veraPDF 3a", "veraPDF ua1", "EU DSS", "pdfsig", "qpdf"
PADES, OLDER_KIND = b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached"
UA, A = rb'pdfuaid:part="\d"', rb'pdfaid:(part|conformance)="\w"'

# --- tools ----------------------------------------------------------------------------------------


def has(program: str) -> bool:
    """Tell whether a program is on the path."""
    return shutil.which(program) is not None


def on_server() -> bool:
    """Tell whether this is a build server, where nothing may be skipped."""
    return os.environ.get("CI") == "true"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, in the folder of the project."""
    return subprocess.run(
        words, capture_output=True, check=False, encoding="utf-8", errors="replace",
        timeout=SECONDS, cwd=ROOT,
    )  # fmt: skip


def java(jars: Path, *words: str) -> str:
    """Run a Java class or source file with these jars, and return what it reports."""
    done = run("java", "-cp", f"{jars}/*", *words)
    if not done.stdout:
        say(done.stderr)
    return done.stdout


def rows(text: str) -> list[str]:
    """Return the lines that hold anything."""
    return [row.strip() for row in text.splitlines() if row.strip()]


def each(read: Callable[[Path], Finding]) -> Callable[[Sequence[Path]], Mapping[Path, Finding]]:
    """Return a reader of many files from a reader of one."""
    return lambda files: {file: read(file) for file in files}


def say(text: str) -> None:
    """Print, at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


# --- the validators -------------------------------------------------------------------------------


def validators(jars: Path) -> tuple[Validator, ...]:
    """Return the validators; `jars` is the folder of those that are written in Java."""
    vera = has("java") and any(jars.glob("greenfield-apps-*.jar"))
    dss = has("java") and has("javac") and any(jars.glob("dss-validation-*.jar"))
    needs = "a Java development kit, Maven, and the jars that tests/conformance/pom.xml names"
    return (
        Validator(VERA_A, needs, vera, lambda files: verapdf(jars, "3a", files)),
        Validator(VERA_UA, needs, vera, lambda files: verapdf(jars, "ua1", files)),
        Validator(DSS, needs, dss, lambda files: dss_seals(jars, files)),
        Validator(PDFSIG, "poppler-utils", has("pdfsig"), each(pdfsig)),
        Validator(QPDF, "qpdf", has("qpdf"), each(qpdf)),
    )


def verapdf(jars: Path, flavour: str, files: Sequence[Path]) -> dict[Path, Finding]:
    """Check every file against PDF/A-3a (`3a`) or PDF/UA-1 (`ua1`), whatever it claims to be."""
    report = java(
        jars, "org.verapdf.apps.GreenfieldCliWrapper",
        "--flavour", flavour, "--format", "json", *map(str, files),
    )  # fmt: skip
    jobs = json.loads(report)["report"]["jobs"] if report else []
    return {Path(job["itemDetails"]["name"]): of_profile(job) for job in jobs}


def of_profile(job: Mapping[str, Any]) -> Finding:
    """Judge one job of veraPDF."""
    if "validationResult" not in job:
        return Finding(good=False, reason=f"not read: {job.get('taskException', 'no result')}")
    result = job["validationResult"][0]
    details = result["details"]
    broken = [rule_broken(rule) for rule in details["ruleSummaries"] if rule["failedChecks"]]
    counts = f"{details['passedRules']} rules, {details['passedChecks']} checks"
    return Finding(good=result["compliant"] and not broken, reason="; ".join(broken) or counts)


def rule_broken(rule: Mapping[str, Any]) -> str:
    """Name the clause, what it says, how often it was broken, and the first object that did."""
    first = rule["checks"][0]["context"] if rule["checks"] else rule["object"]
    return (
        f"clause {rule['clause']} test {rule['testNumber']}, {rule['failedChecks']} ×, "
        f"first {first}: {rule['description']}"
    )


SEAL = {
    "signatures": "1", "level": "PAdES-BASELINE-B", "sub_filter": "ETSI.CAdES.detached",
    "digest": "SHA256", "intact": "true", "valid": "true", "structure": "true",
    "byte_range": "true", "dictionary": "true", "modified": "false", "scope": "FULL",
    "permission": "NO_CHANGE_PERMITTED", "indication": "TOTAL_PASSED",
}  # fmt: skip
"""What EU DSS must find: one seal that covers all bytes and permits no later change."""


def dss_seals(jars: Path, files: Sequence[Path]) -> dict[Path, Finding]:
    """Validate the seal of every file with EU DSS (ETSI EN 319 102-1), trusting our key alone."""
    report = java(jars, str(HERE / "SealReport.java"), str(KNOWN), *map(str, files))
    lines = [dict(fact.split("=", 1) for fact in row.split("\t")) for row in rows(report)]
    return {Path(facts["file"]): of_seal(facts) for facts in lines}


def of_seal(facts: Mapping[str, str]) -> Finding:
    """Judge what `SealReport` found in one file."""
    wrong = [f"{key}={facts.get(key)}" for key, value in SEAL.items() if facts.get(key) != value]
    if not wrong:
        return Finding(good=True, reason="{level}, {indication}, {scope} scope".format(**facts))
    told = [facts[key] for key in ("because", "errors", "error") if facts.get(key)]
    return Finding(good=False, reason=", ".join([*wrong, *told]))


def pdfsig(file: Path) -> Finding:
    """Check the seal with poppler: valid, and over the whole file. Its certificate is not asked."""
    report = run("pdfsig", "-nocert", str(file))
    said = [row.strip(" -") for row in rows(report.stdout)]
    must = ("Signature #1:", "Signature Validation: Signature is Valid.", "Total document signed")
    wrong = [f"not said: {words}" for words in must if words not in said]
    wrong += ["more than one signature"] if "Signature #2:" in said else []
    if not wrong:
        return Finding(good=True, reason="; ".join(must[1:]))
    words = [row for row in said if "Validation:" in row or "document signed" in row]
    return Finding(good=False, reason="; ".join([*words, *wrong]))


def qpdf(file: Path) -> Finding:
    """Check the syntax of the file; a warning is a fault as well."""
    report = run("qpdf", "--check", str(file))
    said = rows(report.stdout + report.stderr)
    if report.returncode == 0:
        return Finding(good=True, reason="no syntax or stream encoding errors")
    faults = [row for row in said if row.startswith(("WARNING", "ERROR", "qpdf:"))] or said
    return Finding(good=False, reason=faults[0].replace(f"{file}", file.name))


# --- documents ------------------------------------------------------------------------------------


def walked() -> tuple[list[Path], list[Line]]:
    """Walk by replay what is to be validated; return sealed documents, and what went wrong."""
    shutil.rmtree(OUT, ignore_errors=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # the first one makes the key that the others share
        done = [walk(SETS[0]), *pool.map(walk, SETS[1:])]
    paths = [path for made, _ in done for path in made]
    lines = [line for _, found in done for line in found]
    return [*paths, *(added(paths[0], lines) if paths else ())], lines


def added(record: Path, lines: list[Line]) -> Iterator[Path]:
    """Add files to a document; yield them, and note what went wrong."""
    for number, (kind, *switches) in enumerate(ADDED, 1):
        done = run(
            sys.executable, "-m", "consent_app", "add", kind, str(record),
            "--by", "Ida Berg", "--person-signs", "Sample Person", "--data", str(DATA), *switches,
        )  # fmt: skip
        say(done.stdout + done.stderr)
        found = list(OUT.glob(f"*-{number}-{kind}.pdf"))
        if done.returncode or len(found) != 1:
            lines.append(Line(kind, "add", "FAIL", f"exit {done.returncode}, see above"))
        yield from found


def walk(papers: Papers) -> tuple[list[Path], list[Line]]:
    """Walk some journeys with one set of switches."""
    folder = OUT / papers.name
    files = [str(ROOT / journey) for journey in papers.journeys]
    done = run(
        sys.executable, "-m", "consent_app", "walk", *files,
        "--out", str(folder), "--data", str(DATA), *papers.switches,
    )  # fmt: skip
    say(done.stdout + done.stderr)
    made = {
        folder / f"{Path(f).stem}.pdf": OUT / f"{Path(f).stem}{papers.ending}.pdf" for f in files
    }
    lines = [Line(p.stem, "walk", "FAIL", "no document") for p in made if not p.is_file()]
    if done.returncode:
        lines.append(Line(papers.name, "walk", "FAIL", f"exit {done.returncode}, see above"))
    return [path.rename(kept) for path, kept in made.items() if path.is_file()], lines


def controls(document: Path) -> tuple[Control, ...]:
    """Write copies of a document with one fault each, and say who must find it by what words."""
    folder = OUT / "controls"
    folder.mkdir()
    pdf = document.read_bytes()

    def fault(name: str, data: bytes, found: Mapping[str, str]) -> Control:
        path = folder / f"{name}.pdf"
        path.write_bytes(data)
        return Control(path, found)

    return (
        fault(
            "one-bit-changed", one_bit_changed(pdf),
            {DSS: "intact=false", PDFSIG: "Digest Mismatch"},
        ),
        fault(
            "changed-after-sealing", rewritten(pdf, other_layout),
            {DSS: "modified=true, scope=PARTIAL", PDFSIG: "Not total document signed"},
        ),
        fault("not-pades", pdf.replace(PADES, OLDER_KIND), {DSS: "level=PKCS7-B"}),
        fault("no-claim-of-ua", rewritten(pdf, without_claim(UA)), {VERA_UA: "clause 5 test 1"}),
        fault("no-claim-of-a", rewritten(pdf, without_claim(A)), {VERA_A: "clause 6.6.4 test 1"}),
        fault(
            "no-tags", rewritten(pdf, without_tags),
            {VERA_UA: "clause 7.1 test 11", VERA_A: "clause 6.7.3.3 test 1"},
        ),
        fault("cut-off", pdf[:-700], {QPDF: "file is damaged"}),
    )  # fmt: skip


def one_bit_changed(pdf: bytes) -> bytes:
    """Change a comment in the second line, which nothing but a seal can notice."""
    place = pdf.index(b"\n%") + 2
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def rewritten(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """Add a change behind the last byte, as an editor would."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    writer.update_root()  # type: ignore[no-untyped-call]
    output = BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def other_layout(writer: Any) -> None:  # noqa: ANN401 - a vendor's type, not declared
    """Set how a reader first shows the pages: harmless, and still a change."""
    writer.root["/PageLayout"] = NameObject("/OneColumn")


def without_tags(writer: Any) -> None:  # noqa: ANN401 - as above
    """Take away the tree of tags."""
    writer.root.pop("/StructTreeRoot", None)


def without_claim(words: bytes) -> Callable[[Any], None]:
    """Return a change that takes a claim out of the metadata."""

    def change(writer: Any) -> None:  # noqa: ANN401 - as above
        others = re.sub(words, b"", writer.root["/Metadata"].data)
        metadata = MetadataStream(stream_data=others)
        writer.root["/Metadata"] = writer.add_object(metadata)

    return change


# --- the table ------------------------------------------------------------------------------------


def judged(
    validator: Validator, documents: Sequence[Path], faulty: Sequence[Control]
) -> Iterator[Line]:
    """Yield what a validator says of each document, and whether it found each fault."""
    mine = [control for control in faulty if validator.name in control.found]
    files = [*documents, *(control.path for control in mine)]
    if not validator.there:
        yield Line("all", validator.name, "skip", f"missing: {validator.needs}")
        return
    found = validator.read(files)
    for path in documents:
        finding = found.get(path, NO_REPORT)
        yield Line(path.stem, validator.name, outcome(finding.good), finding.reason)
    for control in mine:
        finding = found.get(control.path, NO_REPORT)
        caught = not finding.good and control.found[validator.name] in finding.reason
        words = "found" if caught else "NOT FOUND"
        yield Line(
            f"fault: {control.path.stem}",
            validator.name, outcome(caught), f"{words}: {finding.reason}",
        )  # fmt: skip


def outcome(good: bool) -> Outcome:  # noqa: FBT001 - the only thing it can be told
    """Name an outcome for the table."""
    return "pass" if good else "FAIL"


def table(lines: Sequence[Line]) -> str:
    """Lay the lines out in columns, the reason last and whole."""
    cells = [("document", "validator", "result", "reason")]
    cells += [(line.document, line.validator, line.outcome, line.reason) for line in lines]
    first, second = (max(len(row[column]) for row in cells) for column in (0, 1))
    return "".join(f"{a:<{first}}  {b:<{second}}  {c:<6}  {d}\n" for a, b, c, d in cells)


def main(jars: Path) -> int:
    """Validate, print the table, and return the exit code."""
    documents, lines = walked()
    faulty = tuple(controls(documents[0])) if documents else ()
    for validator in validators(jars):
        lines += judged(validator, documents, faulty)
    say(table(lines))
    count = Counter(line.outcome for line in lines)
    say(f"{count['pass']} passed, {count['FAIL']} failed, {count['skip']} skipped\n")
    if count["skip"] and on_server():
        say("On a build server (CI=true) no validator may be missing.\n")
    return int(bool(count["FAIL"] or (count["skip"] and on_server())))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
