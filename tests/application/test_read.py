"""Applications are read from RDF, each with what hangs on it and with nothing of its neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhinan.application import GENID, read_applications
from zhinan.errors import DataError, SyntaxFault

TURTLE = """@prefix ex: <https://example.org/> . @prefix zn: <https://w3id.org/zhinan/ontology#> .
ex:a a zn:Application ; zn:appliesTo ex:direction ; zn:leadUnit [ a zn:Unit ] ; zn:participatingUnit ex:shared .
ex:b a zn:Application ; zn:leadUnit ex:shared ; ex:seeAlso ex:a .
ex:shared a zn:Unit ; zn:affiliatedWith ex:above . ex:above a zn:Unit ; zn:affiliatedWith ex:shared .
ex:stray ex:says "nothing" .
"""
ZN, EX = "https://w3id.org/zhinan/ontology#", "https://example.org/"
NTRIPLES = f"""<{EX}a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ZN}Application> .
<{EX}a> <{ZN}leadUnit> _:u .
_:u <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ZN}Unit> .
"""
JSONLD = """{"@context": {"@vocab": "https://w3id.org/zhinan/ontology#"},
 "@id": "https://example.org/a", "@type": "Application", "leadUnit": {"@type": "Unit"}}"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_an_application_holds_what_can_be_reached_from_it(tmp_path: Path) -> None:
    first, second = read_applications(write(tmp_path, "a.ttl", TURTLE))
    subjects = [{str(s.subject.value) for s in application.triples} for application in (first, second)]
    assert subjects[0] == {EX + "a", GENID + "1", EX + "shared", EX + "above"}
    assert subjects[1] == {EX + "b", EX + "shared", EX + "above"}
    assert (first.directions, second.directions) == ((EX + "direction",), ())


@pytest.mark.parametrize(("name", "text"), [("a.nt", NTRIPLES), ("a.jsonld", JSONLD), ("A.TTL", NTRIPLES)])
def test_every_format_gives_the_same_application(name: str, text: str, tmp_path: Path) -> None:
    (application,) = read_applications(write(tmp_path, name, text))
    assert {str(s) for s, _, _ in application.triples} == {f"<{EX}a>", f"<{GENID}1>"}
    assert len(application.triples) == 3


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert len(list(read_applications(write(tmp_path, "a.ttl", "\ufeff" + TURTLE)))) == 2


def test_a_thing_that_names_a_direction_is_an_application_even_of_a_wrong_class(tmp_path: Path) -> None:
    text = TURTLE.replace("ex:a a zn:Application", "ex:a a zn:Aplication")
    first, _ = read_applications(write(tmp_path, "a.ttl", text))
    assert (first.iri, first.typed) == (EX + "a", False)


def test_a_syntax_error_is_said_with_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(SyntaxFault) as caught:
        list(read_applications(write(tmp_path, "a.ttl", TURTLE + "ex:c a ; .")))
    assert caught.value.line == 6
    assert caught.value.column is not None


@pytest.mark.parametrize("name", ["a.xml", "a", "a.ttl.gz"])
def test_an_unknown_ending_is_said_with_those_known(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"\.ttl \.nt \.jsonld"):
        list(read_applications(write(tmp_path, name, TURTLE)))


def test_a_context_is_never_fetched(tmp_path: Path) -> None:
    text = JSONLD.replace(
        '{"@vocab": "https://w3id.org/zhinan/ontology#"}', '"https://example.org/context.jsonld"'
    )
    with pytest.raises(DataError):
        list(read_applications(write(tmp_path, "a.jsonld", text)))
