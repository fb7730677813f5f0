"""TriG and N-Quads hold one application a graph; JSON-LD may name the context that comes along, and no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from application.forms import layout, statements
from house.artefacts import ROOT
from zhinan.application import Application, make_vocabulary, read_applications
from zhinan.application.context import CONTEXT, make_context
from zhinan.errors import DataError, SyntaxFault

ZN, EX = "https://w3id.org/zhinan/ontology#", "https://example.org/"
TRIG = f"""@prefix ex: <{EX}> . @prefix zn: <{ZN}> .
ex:first {{ ex:a a zn:Application ; zn:leadUnit ex:unit . ex:unit a zn:Unit ; zn:legalPerson true . }}
ex:second {{ ex:a a zn:Application ; zn:leadUnit ex:unit, [ a zn:Unit ] . ex:unit a zn:Unit . }}
GRAPH ex:third {{ ex:b a zn:Application . }}
ex:fourth {{ ex:unit zn:legalPerson false . }}
"""


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def read(path: Path) -> list[Application]:
    return list(read_applications(path, layout().index))


def test_what_one_graph_says_does_not_count_in_another(tmp_path: Path) -> None:
    first, second, third = read(write(tmp_path, "a.trig", TRIG))
    assert [len(one.triples) for one in (first, second, third)] == [4, 5, 1]
    assert (first.iri, second.iri, third.iri) == (EX + "a", EX + "a", EX + "b")


def test_quads_give_the_same_as_triples(tmp_path: Path) -> None:
    (known,) = read(ROOT / "data/examples/valid-industry.ttl")
    lines = "".join(f"{s} {p} {o} <{EX}g> .\n" for s, p, o in known.triples)
    (one,) = read(write(tmp_path, "a.nq", lines))
    assert statements(one) == statements(known)


@pytest.mark.parametrize("name", ["a.trig", "a.nq"])
def test_quads_that_do_not_parse_are_told_with_their_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(SyntaxFault, match=f"{name}:1"):
        read(write(tmp_path, name, "ex:a ex:b"))


def as_json_ld(context: object) -> str:
    unit = {
        "id": EX + "u",
        "type": "Unit",
        "unitKind": "kind:enterprise",
        "registeredOn": "2010-05-04",
        "zn:country": "country:IL",
    }
    return json.dumps({
        "@context": context, "id": EX + "a", "type": "Application", "label": {"zh": "示例（虚构）"},
        "leadUnit": unit, "durationMonths": 24, "requestedFunding": "2000000", "allIndicatorsCovered": True,
    })  # fmt: skip


@pytest.mark.parametrize("context", [CONTEXT, [CONTEXT], [CONTEXT, {"ex": EX}]], ids=str)
def test_the_bundled_context_gives_every_value_its_type(context: object, tmp_path: Path) -> None:
    (one,) = read(write(tmp_path, "a.jsonld", as_json_ld(context)))
    (inline,) = read(write(tmp_path, "b.jsonld", as_json_ld(make_context(make_vocabulary(layout().index)))))
    said = statements(one)
    assert said == statements(inline)
    assert (EX + "u", ZN + "registeredOn", '"2010-05-04"^^<http://www.w3.org/2001/XMLSchema#date>') in said
    assert (EX + "u", ZN + "unitKind", "<https://w3id.org/zhinan/id/kind/enterprise>") in said
    assert (
        EX + "a",
        ZN + "allIndicatorsCovered",
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    ) in said
    assert (EX + "u", ZN + "country", "<https://w3id.org/zhinan/id/country/IL>") in said
    assert len(said) == 10


@pytest.mark.parametrize(
    "context",
    [
        "https://schema.org",
        [CONTEXT, "https://example.org/context"],
        {"@import": "https://example.org/context"},
    ],
    ids=str,
)
def test_no_other_context_is_fetched(context: object, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not fetched"):
        read(write(tmp_path, "a.jsonld", as_json_ld(context)))


def test_json_ld_that_does_not_parse_is_told(tmp_path: Path) -> None:
    with pytest.raises(SyntaxFault, match=r"a\.jsonld:1:12"):
        read(write(tmp_path, "a.jsonld", '{"@context"'))
    with pytest.raises(SyntaxFault):
        read(write(tmp_path, "a.jsonld", '{"@context": ' + "[" * 100_000))
