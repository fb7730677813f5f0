"""The committed guides are what the documents say, byte for byte, on any day."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from zhinan.files import find_folder
from zhinan.graph import load_library, make_guides
from zhinan.rules import load_families, sign_families

LIBRARY = load_library(find_folder("data"))
FAMILIES = sign_families(load_families(find_folder("shapes")))
ENTRIES = [entry for entry in LIBRARY.entries.values() if entry.makes_graph]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_rebuilding_a_guide_gives_the_committed_bytes(entry, sources: Path) -> None:
    turtle, _ = make_guides(LIBRARY, sources, entry, FAMILIES)
    committed = find_folder("data") / "guides" / f"{entry.id}.ttl"
    assert turtle == committed.read_bytes(), "run `make data` and read the difference"


def test_every_guide_file_is_made_from_a_document() -> None:
    made = {f"{entry.id}.ttl" for entry in ENTRIES}
    assert {path.name for path in (find_folder("data") / "guides").glob("*.ttl")} == made


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_span_quotes_its_document(entry, sources: Path) -> None:
    store = ox.Store()
    store.load(path=find_folder("data") / "guides" / f"{entry.id}.ttl", format=ox.RdfFormat.TURTLE)
    texts = {
        other.id: (sources / other.file).read_text(encoding="utf-8-sig")
        for other in LIBRARY.entries.values()
    }  # fmt: skip
    rows = list(store.query(SPANS))
    assert len(rows) > 50
    for document, start, end, exact, prefix, suffix in rows:
        text = texts[document.value.rsplit("/", 1)[-1]]
        first, last = int(start.value), int(end.value)
        assert text[first:last] == exact.value
        assert text[:first].endswith(prefix.value)
        assert text[last:].startswith(suffix.value)


SPANS = """
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX zn: <https://w3id.org/zhinan/ontology#>
SELECT ?document ?start ?end ?exact ?prefix ?suffix WHERE {
  ?span a zn:Span ; zn:document ?document ; oa:start ?start ; oa:end ?end ;
    oa:exact ?exact ; oa:prefix ?prefix ; oa:suffix ?suffix .
}
"""
