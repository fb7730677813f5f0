"""The common field scheme is consistent SKOS, and every reviewed match leads into it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from reference.graph import CASES, PREF, REFERENCE, ROOT, Reference, iri, slug, walk_up
from zhinan.terms import SKOS

SCHEMES = {"Field": iri("scheme", "common"), "InstitutionKind": iri("scheme", "institution-kinds")}
BROADER, TOP = SKOS + "broader", SKOS + "topConceptOf"
MATCHES = tomllib.loads((REFERENCE / "field-matches.toml").read_text(encoding="utf-8"))["match"]
TWO_PARENTS = tomllib.loads((CASES / "two-parents.toml").read_text(encoding="utf-8"))
CHINESE = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”—]"


@pytest.mark.parametrize("kind", SCHEMES)
def test_every_concept_is_in_its_scheme_and_either_top_or_below_another(
    reference: Reference, kind: str
) -> None:
    for concept in reference.things(kind):
        assert reference.objects(concept, SKOS + "inScheme") == [SCHEMES[kind]]
        assert bool(reference.objects(concept, TOP)) != bool(reference.objects(concept, BROADER)), concept


@pytest.mark.parametrize("kind", SCHEMES)
def test_no_concept_is_above_itself_and_each_reaches_the_top(reference: Reference, kind: str) -> None:
    concepts = set(reference.things(kind))
    for concept in concepts:
        above = walk_up(reference, concept, BROADER)
        assert above <= concepts - {concept}
        assert any(reference.objects(one, TOP) for one in {concept, *above}), concept


def test_the_scheme_lists_its_top_concepts(reference: Reference) -> None:
    listed = reference.objects(SCHEMES["Field"], SKOS + "hasTopConcept")
    assert set(listed) == {field for field in reference.things("Field") if reference.objects(field, TOP)}


def test_the_top_concepts_are_defined_in_both_languages(reference: Reference) -> None:
    for field in reference.objects(SCHEMES["Field"], SKOS + "hasTopConcept"):
        assert set(reference.text(field, SKOS + "definition")) == {"zh", "en"}, field


def test_a_concept_has_two_parents_only_where_a_reason_is_given(reference: Reference) -> None:
    parents = {slug(field): reference.objects(field, BROADER) for field in reference.things("Field")}
    found = {field: {slug(up) for up in above} for field, above in parents.items() if len(above) > 1}
    assert found == {field: set(case["broader"]) for field, case in TWO_PARENTS.items()}
    assert all(case["reason"] for case in TWO_PARENTS.values())


def test_no_parent_is_also_an_ancestor_of_the_other_parent(reference: Reference) -> None:
    for field in reference.things("Field"):
        above = reference.objects(field, BROADER)
        for parent in above:
            assert walk_up(reference, parent, BROADER).isdisjoint(above), field


def test_every_match_leads_to_fields_that_exist_or_says_why_to_none(reference: Reference) -> None:
    known = {slug(field) for field in reference.things("Field")}
    assert {text: match for text, match in MATCHES.items() if not _is_match(match, known)} == {}


def test_every_field_of_the_common_scheme_is_used_by_a_match(reference: Reference) -> None:
    used = {field for match in MATCHES.values() for field in match.get("close", match.get("broad", []))}
    assert {slug(field) for field in reference.things("Field")} == used


def test_the_texts_of_matches_are_as_readers_make_them() -> None:
    spaced = re.compile(rf"{CHINESE}\s|\s{CHINESE}")
    assert [text for text in MATCHES if text != text.strip(" 。；;，,、：:") or spaced.search(text)] == []


def test_every_text_of_a_match_is_printed_in_a_document(sources: Path) -> None:
    printed = [_unwrap(path.read_text(encoding="utf-8")) for path in sorted(sources.glob("*.txt"))]
    assert [text for text in MATCHES if not any(text in document for document in printed)] == []


def test_every_field_of_a_guide_has_a_match() -> None:
    guides = sorted((ROOT / "data" / "guides").glob("*.ttl"))
    if not guides:
        pytest.skip("no guide has been made yet; run: make data")
    graph = Reference(guides)
    fields = {thing: graph.text(thing, PREF)["zh"] for thing in graph.things("Field")}
    assert fields
    assert {thing: texts for thing, texts in fields.items() if not MATCHES.keys() >= set(texts)} == {}


def _is_match(match: dict[str, Any], known: set[str]) -> bool:
    """Whether a match has a translation, and either fields of the scheme, each once, or a reason for none."""
    kinds = match.keys() - {"en"}
    if len(kinds) != 1 or not match.get("en", "").strip():
        return False
    if kinds == {"none"}:
        return bool(match["none"].strip())
    fields = match.get("close", match.get("broad", []))
    return bool(fields) and len(fields) == len(set(fields)) and known.issuperset(fields)


def _unwrap(text: str) -> str:
    """A document as one line: bare links dropped, no space beside a Chinese character."""
    text = re.sub(r"^(?:mailto|https?):.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"\s*\n\s*", " ", text)
    return re.sub(rf"(?<={CHINESE})\s+|\s+(?={CHINESE})", "", text)
