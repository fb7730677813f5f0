"""Results to write: those of the examples, and made-up ones whose values try to get out of every format."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from zhinan.application import Fault, read_applications
from zhinan.check import Checked, Finding, Value, Verdict, check_applications, find_engine
from zhinan.files import find_folder
from zhinan.report import Meta, open_report
from zhinan.rules import CallDirection, ClauseText, Quote, open_rulebook

ROOT = Path(__file__).resolve().parents[2]
IRI = "https://w3id.org/zhinan/id"
HOSTILE = {
    "quotes": "\"double\" 'single' `tick` “curly” 「corner」",
    "markup": "<script>alert(1)</script> & <b>bold</b> ]]> <!-- -- -->",
    "formula": "=cmd|'/c calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "newlines": "first\nsecond\r\nthird\rfourth",
    "emoji": "👩‍🔬 🇨🇳 𠮷",
    "right-to-left": "שלום עולם مرحبا",
    "override": "abc\u202etxt.exe\u2066x",
    "controls": "nul\x00 bell\x07 esc\x1b[31mred\x1b[0m del\x7f nel\x85",
    "no characters": "\ufffe\uffff",
    "separators": "line\u2028paragraph\u2029",
    "long": "长" * 10_000,
    "very long": "x" * 40_000,
    "markdown": "# head\n- list\n| a | b |\n[link](javascript:alert(1)) ![x](y) **b** `c`\n1. one",
    "template": "{title} {0} %s %(a)s ${x} {{y}}",
    "csv": 'a,b;c\td"e\r\nf',
    "excel escape": "_x0041_ _x005F_",
    "turtle": "\"\"\" ''' \\ \\u0041 @zh ^^<x> .",
    "json": '\\" \\u0000 \u2028',
    "empty": "",
}


@cache
def list_examples() -> tuple[Checked, ...]:
    """The results of the examples."""
    guides = sorted((ROOT / "data" / "guides").glob("*.ttl"))
    known = [p for p in sorted((ROOT / "ontology").glob("*.ttl")) if p.name != "prefixes.ttl"]
    known += sorted((ROOT / "data" / "reference").glob("*.ttl"))
    shapes = find_folder("shapes")
    book = open_rulebook([*guides, *known], shapes / "rules")
    files = sorted((ROOT / "data" / "examples").glob("*.ttl"))
    applications = (one for path in files for one in read_applications(path))
    found = check_applications(applications, book, shapes, find_engine("plan"))
    return tuple(clear_source(checked) for checked in found)


def clear_source(checked: Checked) -> Checked:
    return replace(checked, source=Path(checked.source).name)


def make_hostile() -> list[Checked]:
    """An application for each hostile text, with that text wherever text from outside can stand, and each verdict."""
    return [make_result(f"h{number}", text) for number, text in enumerate(HOSTILE.values())]


def make_result(name: str, text: str) -> Checked:
    """A result with a finding for each verdict and a fault; ``text`` is title, lead, value, place and message."""
    iri = f"https://example.org/{name}"
    unit = Value(value=f"{iri}#unit", labels={"zh": text, "en": text})
    return Checked(
        application=iri,
        source="example.ttl",
        direction=CallDirection(
            iri=f"{IRI}/direction/demo-2030/1.1",
            number="1.1",
            labels={"zh": "示例方向", "en": "demo direction"},
            guides=(f"{IRI}/guide/demo-2030",),
        ),
        verdict=Verdict.VIOLATED,
        faults=(
            Fault(
                code="wrong-datatype",
                subject=unit.value,
                term=f"{IRI}/x",
                nearest=f"{IRI}/y",
                messages={"zh": f"值 {text} 不对。", "en": f"Value {text}."},
                value=text,
            ),
        ),
        findings=tuple(make_finding(verdict, text, unit) for verdict in Verdict),
        title={"zh": text, "en": text},
        leads=(unit,),
    )


def make_advised() -> Checked:
    """A result that is met, though something encouraged is not done and something preferred is not stated."""
    result = make_result("advised", "甲")
    unit, open_ = result.leads[0], (Verdict.VIOLATED, Verdict.MISSING)
    findings = [
        make_finding(Verdict.MET, "甲", unit),
        *(make_finding(v, f"{v.value} 甲", unit, "Info") for v in open_),
    ]
    return replace(result, verdict=Verdict.MET, faults=(), findings=tuple(findings))


def make_finding(verdict: Verdict, text: str, unit: Value, severity: str = "Violation") -> Finding:
    decided = verdict in (Verdict.MET, Verdict.VIOLATED, Verdict.MISSING)
    value = Value(
        value=text,
        labels={},
        of=unit,
        breaks=verdict is Verdict.VIOLATED,
        place="人员!C5",
        datatype="http://www.w3.org/2001/XMLSchema#string",
    )
    return Finding(
        rule=f"{IRI}/rule/demo-2030/1.1/{verdict.value}" if decided else None,
        family=f"{IRI}/family/demo" if decided else None,
        clause=make_clause(verdict.value),
        verdict=verdict,
        severity=severity,
        demand={"zh": "须为「甲」。", "en": "It must be A."} if decided else {},
        messages={} if verdict is Verdict.MET else {"zh": f"说明 {text}", "en": f"note {text}"},
        found=(value,) if decided else (),
        demanded=(("allowed", (Value(value="A", labels={"zh": "甲", "en": "A"}),)),) if decided else (),
        others=("https://example.org/other",) if verdict is Verdict.VIOLATED else (),
    )


def make_clause(name: str) -> ClauseText:
    return ClauseText(
        iri=f"{IRI}/clause/demo-2030/1.1/{name}",
        number=name,
        text={"zh": f"示例条款<{name}>", "en": f"demo clause <{name}>"},
        modality="Must",
        treatment="Encoded",
        reason={},
        direction=f"{IRI}/direction/demo-2030/1.1",
        guide=f"{IRI}/guide/demo-2030",
        quotes=(Quote(document="示例指南", section="一、/ 1.1", exact="示例条款", start=10, end=14),),
    )


def write(
    form: str,
    results: Iterable[Checked],
    language: str = "both",
    left_out: Sequence[Verdict] = (),
    **ending: object,
) -> bytes:
    """A report as bytes; ``ending`` goes to ``finish``."""
    stream = io.BytesIO()
    with open_report(form, stream, language, Meta(left_out=frozenset(left_out))) as report:
        for result in results:
            report.write(result)
        report.finish(**ending)  # type: ignore[arg-type]
    return stream.getvalue()
