"""How the tests read a guide: with invented names, into plain facts that can be compared as JSON."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from zhinan.files import find_folder
from zhinan.ingest import Grammar, GuidePart, Lexicon, Names, load_grammar, read_guide
from zhinan.ingest.passage import fold
from zhinan.model import Direction, Document, Guide, Quantity, Topic

GUIDES = Path(__file__).resolve().parents[1] / "cases" / "guides"
PART = GuidePart(guide="demo", part="附件1", title="虚构指南")


def grammar() -> Grammar:
    return load_grammar(find_folder("data") / "grammar")


def names() -> Names:
    tables = tomllib.loads((GUIDES / "names.toml").read_text(encoding="utf-8"))
    bodies = {name: tuple(iris) for name, iris in tables["bodies"].items()}
    categories = frozenset(iri for iris in bodies.values() for iri in iris if iri.startswith("category:"))
    partners = {name: tuple(iris) for name, iris in tables["partners"].items()}
    return Names(
        Lexicon.of(partners), Lexicon.of(bodies),
        categories=categories, groups=tables["groups"], within=tables["within"],
    )  # fmt: skip


def to_document(text: str) -> Document:
    return Document("demo", text, hashlib.sha256(text.encode()).hexdigest())


def read_text(text: str, part: GuidePart = PART) -> Guide:
    return read_guide(to_document(text), part, grammar(), names())


def to_facts(guide: Guide) -> dict[str, Any]:
    """What was read, without positions; punctuation half-width and spaces dropped, since layouts differ in them."""
    return {
        "directions": [_direction(direction) for direction in guide.directions],
        "clauses": [[clause.number, _words(clause.text), clause.modality.value] for clause in guide.clauses],
        "totals": {total.of: _quantity(total.quantity) for total in guide.totals},
    }


def _direction(direction: Direction) -> dict[str, Any]:
    return {
        "number": direction.number,
        "title": _words(direction.title),
        "partners": [partner.iri for partner in direction.partners],
        "agreements": [_words(agreement.title) for agreement in direction.agreements],
        "policy": direction.field_policy,
        "fields": [_topic(topic) for topic in direction.topics],
        "projects": [_quantity(quantity) for quantity in direction.projects],
        "budget": [_quantity(quantity) for quantity in direction.budget],
        "duration": _duration(direction),
        "clauses": [
            {
                "number": clause.number,
                "text": _words(clause.text),
                "modality": clause.modality.value,
                "families": {r.family: [list(p) for p in r.parameters] for r in clause.requirements},
            }
            for clause in direction.clauses
        ],
        "contacts": [[c.side, c.name, c.phone, c.email] for c in direction.contacts],
    }


def _topic(topic: Topic) -> Any:
    label = f"{topic.number} {_words(topic.label)}"
    return {label: [_topic(item) for item in topic.items]} if topic.items else label


def _duration(direction: Direction) -> list[Any] | None:
    d = direction.duration
    return [d.minimum, d.maximum, d.modality.value, "own" if d.own else "general"] if d else None


def _quantity(quantity: Quantity) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "min": None if quantity.minimum is None else str(quantity.minimum.normalize().__format__("f")),
        "max": None if quantity.maximum is None else str(quantity.maximum.normalize().__format__("f")),
        "exactness": quantity.exactness.value,
        "unit": quantity.unit,
    }
    if quantity.shares:
        facts["shares"] = [{"of": _words(share.share_of), **_quantity(share)} for share in quantity.shares]
    return facts


def _words(text: str) -> str:
    return "".join(fold(text).split())
