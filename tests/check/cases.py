"""The cases of the families: an application to a made-up direction that has one requirement."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhinan.application import read_applications
from zhinan.check import Checked, check_applications, find_engine
from zhinan.rules import Rulebook, compile_shapes, find_guide_rules, load_families, open_rulebook, read_index

ROOT = Path(__file__).resolve().parents[2]
SHAPES = ROOT / "shapes"
CASES = ROOT / "tests" / "cases" / "families"
FAMILIES = sorted(
    iri.rpartition("/")[2] for iri, family in load_families(SHAPES).by_iri.items() if family.completeness
)
KNOWN = [
    *(path for path in sorted((ROOT / "ontology").glob("*.ttl")) if path.name != "prefixes.ttl"),
    *sorted((ROOT / "data" / "reference").glob("*.ttl")),
]
DIRECTION = "https://w3id.org/zhinan/id/direction/demo-2030/1.1"

PREFIXES = (ROOT / "ontology" / "prefixes.ttl").read_text(encoding="utf-8")
_GUIDE = """
@base <https://w3id.org/zhinan/id/> .
guide:demo-2030 a zn:Guide ; rdfs:label "示例指南"@zh, "demo guide"@en .
<direction/demo-2030/1.1> a zn:Direction ; zn:guide guide:demo-2030 ; zn:number "1.1" ;
    rdfs:label "示例方向"@zh, "demo direction"@en .
<clause/demo-2030/1.1/1> a zn:Clause ; zn:number "1" ; zn:guide guide:demo-2030 ;
    zn:direction <direction/demo-2030/1.1> ;
    zn:text "示例条款"@zh, "demo clause"@en ; zn:modality zn:%(modality)s ; zn:treatment zn:Encoded .
<requirement/demo-2030/1.1/1> a zn:Requirement ; zn:family family:%(family)s ; zn:clause <clause/demo-2030/1.1/1> ;
    zn:scope <direction/demo-2030/1.1> ; zn:modality zn:%(modality)s ; %(demand)s .
%(things)s
"""
_APPLICATION = """
@base <https://example.org/> .
ex:a a zn:Application ; zn:appliesTo <https://w3id.org/zhinan/id/direction/demo-2030/1.1> ; zn:leadUnit ex:lead .
ex:lead a zn:Unit .
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a family; ``kind`` is inside, outside, missing, wrong-type or several."""

    family: str
    name: str
    kind: str
    demand: str
    facts: str
    verdict: str
    things: str
    modality: str


def list_cases() -> Iterator[Case]:
    """All cases of all families, by file and in the order of the file."""
    for path in sorted(CASES.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in table["case"]:
            yield Case(
                family=path.stem,
                name=entry["name"],
                kind=entry["kind"],
                demand=entry.get("demand", table.get("demand", "")),
                facts=entry["facts"],
                verdict=entry["verdict"],
                things=entry.get("things", table.get("things", "")),
                modality=table.get("modality", "Must"),
            )


def open_case(case: Case, folder: Path) -> tuple[Rulebook, Path]:
    """The rulebook of the case's one requirement, and the file of its application."""
    guide, application = folder / "guide.ttl", folder / "application.ttl"
    values = {"family": case.family, "demand": case.demand, "modality": case.modality, "things": case.things}
    guide.write_text(PREFIXES + _GUIDE % values, encoding="utf-8")
    application.write_text(PREFIXES + _APPLICATION + case.facts, encoding="utf-8")
    return open_rulebook([guide, *KNOWN], compile_files([guide])), application


def compile_files(guides: list[Path]) -> dict[str, str]:
    """The compiled shapes of some guides' data."""
    index = read_index([*guides, *KNOWN])
    return compile_shapes(find_guide_rules(index), load_families(SHAPES)).files


def check_file(book: Rulebook, path: Path, engine: str = "plan") -> list[Checked]:
    """All applications of a file, checked."""
    return list(check_applications(read_applications(path), book, SHAPES, find_engine(engine)))
