"""The engines say the same of every application, and of every form of a value."""

from __future__ import annotations

from functools import cache

import pytest

from check.cases import SHAPES
from check.chance import Chance
from check.composed import real_book
from zhinan.application import Rows, make_rows
from zhinan.check import ENGINES, Breach, Checker, ShapesGraph, find_engine, open_checker
from zhinan.check.engine.plan import Plan
from zhinan.rules import find_guide_rules, index_text
from zhinan.terms import RDF_TYPE, XSD

DIRECTIONS = sorted(
    iri
    for iri in find_guide_rules(real_book().index).directions
    if (SHAPES / "rules" / f"{iri.partition('/direction/')[2]}.ttl").is_file()
)
SHAPE = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:shape a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:property .
ex:property a sh:PropertyShape ; sh:path %s .
"""
FOCUS = "<https://example.org/a>"
# What a shape may demand, and values on both sides of it, in plain and in odd forms.
DEMANDS = {
    "ex:p ; sh:minInclusive 0": ["-1", "0", "0.0", "x", "+5", "1e5^double", "5^int", "2020-01-01^date", "NaN^double"],
    "ex:p ; sh:minExclusive 0": ["0", "-0", "0.1^decimal", ".5^decimal"],
    "ex:p ; sh:maxInclusive 2.5": ["2.5^decimal", "2.50^decimal", "3", "true^boolean"],
    'ex:p ; sh:maxInclusive "2020-01-01"^^xsd:date': [
        "2020-01-01^date", "2020-01-02^date", "2020-01-01Z^date", "2020-02-30^date", "12020-01-01^date",
        "2019-01-01T00:00:00Z^dateTime",
    ],
    'ex:p ; sh:minInclusive "2020-01-01T10:00:00+08:00"^^xsd:dateTime': [
        "2020-01-01T02:00:00Z^dateTime", "2020-01-01T01:59:59Z^dateTime", "2020-01-01T10:00:00^dateTime",
        "2021-01-01T10:00:00^dateTime", "2021-01-01T24:00:00Z^dateTime", "2021-01-01^date",
    ],
    "ex:p ; sh:datatype xsd:integer": ["5", "+5", "007", "5.0", "x", "5^int", "5^decimal", "-0"],
    "ex:p ; sh:datatype xsd:decimal": ["5^decimal", "5.^decimal", "1e5^decimal", "5"],
    "ex:p ; sh:datatype xsd:boolean": ["true^boolean", "1^boolean", "TRUE^boolean", "5"],
    "ex:p ; sh:datatype xsd:date": ["2020-02-29^date", "2021-02-29^date", "2020-01-01Z^date", "0000-01-01^date"],
    "ex:p ; sh:datatype xsd:dateTime": ["2020-01-01T10:00:00^dateTime", "2020-01-01T10:00:00Z^dateTime", "x^dateTime"],
    "ex:p ; sh:datatype xsd:string": ["x^string", "x@en", "5"],
    "ex:p ; sh:in ( 24 true ex:b )": ["24", "024", "24^decimal", "true^boolean", "1^boolean", "<b>", "<c>"],
    "ex:p ; sh:hasValue 24, ex:b": ["24", "<b>", "24^decimal"],
    "ex:p ; sh:nodeKind sh:IRI": ["5", "<b>"],
    "ex:p ; sh:nodeKind sh:Literal": ["5", "<b>"],
    'ex:p ; sh:pattern "(Z|[+-][0-9][0-9]:[0-9][0-9])$"': ["5Z^string", "5+08:00^string", "5Z ^string", "<bZ>"],
    "ex:p ; sh:lessThanOrEquals ex:q": ["5", "6", "5.0^decimal", "x", "5^string", "<b>", "2020-01-01^date"],
    "ex:p ; sh:equals ex:q": ["5", "05", "5^decimal"],
    "( ex:r ex:p ) ; sh:maxCount 0": ["5"],
    "[ sh:alternativePath ( ex:p ex:r ) ] ; sh:minCount 2": ["5"],
    "[ sh:inversePath ex:r ] ; sh:minCount 1": ["5"],
    "[ sh:zeroOrOnePath ex:p ] ; sh:maxCount 1": ["5", "<a>"],
    "( ex:r [ sh:zeroOrMorePath ex:s ] ) ; sh:maxCount 2": ["5"],
    "[ sh:zeroOrMorePath ex:s ] ; sh:in ( ex:a )": ["5"],
    "[ sh:oneOrMorePath ex:s ] ; sh:in ( ex:a )": ["5"],
    "( [ sh:alternativePath ( ex:r ex:p ) ] ex:p ) ; sh:maxCount 0": ["5", "<b>"],
    "( ex:r [ sh:alternativePath ( ex:s ( ex:s ex:p ) ) ] ) ; sh:maxCount 1": ["5", "<b>"],
    "( ex:r [ sh:inversePath ex:r ] ) ; sh:in ( ex:b )": ["5"],
    "[ sh:zeroOrMorePath ( ex:r ex:s ) ] ; sh:maxCount 1": ["5"],
    "ex:p ; sh:node [ sh:or ( [ sh:not [ sh:hasValue 5 ] ] [ sh:property [ sh:path ex:p ; sh:minCount 1 ] ] ) ]": [
        "5", "6",
    ],
    "ex:p ; sh:qualifiedValueShape [ sh:in ( 5 6 ) ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1": ["5", "7"],
    "ex:p ; sh:minLength 2": ["5", "55"],
    "ex:p ; sh:class ex:Thing": ["<b>", "<a>"],
}  # fmt: skip


def term(text: str) -> str:
    if text.startswith("<"):
        return f"<https://example.org/{text[1:]}"
    value, mark, kind = text.partition("@" if "@" in text else "^")
    if mark == "@":
        return f'"{value}"@{kind}'
    return f'"{value}"' if kind == "string" else f'"{value}"^^<{XSD}{kind or "integer"}>'


def rows_of(value: str) -> Rows:
    return make_rows(
        [
            (FOCUS, f"<{RDF_TYPE}>", "<https://example.org/Thing>"),
            (FOCUS, "<https://example.org/p>", term(value)),
            (FOCUS, "<https://example.org/q>", f'"5"^^<{XSD}integer>'),
            (FOCUS, "<https://example.org/r>", FOCUS),
            (FOCUS, "<https://example.org/s>", "<https://example.org/b>"),
            ("<https://example.org/b>", "<https://example.org/s>", "<https://example.org/c>"),
            ("<https://example.org/c>", "<https://example.org/s>", FOCUS),
        ]
    )


@pytest.mark.parametrize("demand", DEMANDS)
def test_every_constraint_reads_every_form_of_a_value_as_the_engine_that_knows_all(demand: str) -> None:
    text = SHAPE % demand
    graph = ShapesGraph(text, index_text(text, "test"))
    plan, reference = find_engine("plan")(graph), find_engine("shacl")(graph)
    for value in DEMANDS[demand]:
        assert set(plan(rows_of(value))) == set(reference(rows_of(value))), value


@cache
def checker(engine: str) -> Checker:
    return open_checker(real_book(), SHAPES, find_engine(engine))


def breaches(engine: str, direction: str, rows: Rows) -> set[Breach]:
    """The results; pySHACL names no value where the value is the focus node itself."""
    found = checker(engine).direction(direction).validate(rows)
    return {Breach(b.focus, b.shape, None if b.value == b.focus else b.value) for b in found}


@pytest.mark.parametrize("odd", [0.0, 0.2])
def test_applications_by_chance_get_the_same_results_in_every_direction(odd: float) -> None:
    chance = Chance(real_book().index, seed=7, odd=odd)
    for number, direction in enumerate(DIRECTIONS * 2):
        rows = chance.make(number, direction)
        assert breaches("plan", direction, rows) == breaches("shacl", direction, rows), direction


@pytest.mark.parametrize("direction", DIRECTIONS[::9])
def test_applications_by_chance_get_the_same_results_from_the_reference(direction: str) -> None:
    chance = Chance(real_book().index, seed=8, odd=0.0)
    for number in range(3):
        rows = chance.make(number, direction)
        assert breaches("plan", direction, rows) == breaches("pyshacl", direction, rows)


@pytest.mark.parametrize(
    "more",
    [
        "ex:shape sh:closed true .",
        "ex:shape sh:targetNode ex:b .",
        "ex:property sh:uniqueLang true .",
        "ex:property sh:deactivated true .",
        "ex:property sh:sparql [ sh:select 'SELECT $this WHERE { }' ] .",
    ],
)
def test_a_term_that_the_plan_does_not_know_is_never_passed_over(more: str) -> None:
    text = SHAPE % "ex:p ; sh:maxCount 0" + more
    graph = ShapesGraph(text, index_text(text, "test"))
    found = {
        name: set(prepare(graph)(rows_of("5"))) for name, prepare in ENGINES.items() if name != "pyshacl"
    }
    assert found["plan"] == found["shacl"]


def test_all_compiled_shapes_are_known_to_the_plan() -> None:
    assert len(DIRECTIONS) > 40
    for direction in DIRECTIONS:
        validate = checker("plan").direction(direction).validate
        cells = [cell.cell_contents for cell in validate.__closure__ or ()]
        assert any(isinstance(cell, Plan) for cell in cells), direction
