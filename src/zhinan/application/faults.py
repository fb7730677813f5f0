"""Faults of form in an application: terms that do not exist, values that are not what they should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from zhinan.application.read import Application, Statement
from zhinan.application.vocabulary import Property, Vocabulary, split_iri
from zhinan.terms import ID, ONTOLOGY, RDF_TYPE, XSD, shorten, zn

_ZHINAN = re.compile("zhinan", re.IGNORECASE)
_LEXICAL = {
    XSD + "integer": re.compile(r"[+-]?\d+"),
    XSD + "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    XSD + "boolean": re.compile(r"true|false|1|0"),
}
_ALSO = {XSD + "decimal": {XSD + "integer"}}
_WORDS = {
    XSD + "date": ("日期（如 2030-01-31）", "a date such as 2030-01-31"),
    XSD + "integer": ("整数", "a whole number"),
    XSD + "decimal": ("十进制数", "a decimal number"),
    XSD + "boolean": ("true 或 false", "true or false"),
    XSD + "string": ("文字", "text"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in an application that cannot be taken as it stands.

    ``code`` is one of unknown-term, misplaced-term, wrong-value, no-direction, two-directions,
    unknown-direction, no-class and form; ``messages`` by language; ``nearest`` the known term most like an
    unknown one.
    """

    code: str
    subject: str
    term: str
    nearest: str | None
    messages: dict[str, str]


def find_faults(application: Application, vocabulary: Vocabulary) -> tuple[Fault, ...]:
    """All faults of form, in the order of the triples; each only once."""
    types = _types(application)
    found: dict[tuple[str, str, str], Fault] = {}
    for fault in _all_faults(application, vocabulary, types):
        found.setdefault((fault.code, fault.subject, fault.term), fault)
    return tuple(found.values())


def _types(application: Application) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for triple in application.triples:
        if triple.predicate.value == RDF_TYPE:
            found.setdefault(triple.subject.value, set()).add(triple.object.value)
    return found


def _all_faults(
    application: Application, vocabulary: Vocabulary, types: dict[str, set[str]]
) -> Iterator[Fault]:
    yield from _direction_faults(application, vocabulary)
    if not application.typed:
        yield _fault(
            "no-class",
            application.iri,
            zn("Application"),
            None,
            "没有写明它是申报项目（a zn:Application）。",
            "It is not stated to be a zn:Application.",
        )
    for triple in application.triples:
        yield from _triple_faults(triple, vocabulary, types)


def _direction_faults(application: Application, vocabulary: Vocabulary) -> Iterator[Fault]:
    named = application.directions
    if not named:
        yield _fault(
            "no-direction",
            application.iri,
            zn("appliesTo"),
            None,
            "没有写明申报的指南方向（zn:appliesTo）。",
            "No direction is named (zn:appliesTo).",
        )
    if len(named) > 1:
        listed = ", ".join(_show(iri) for iri in named)
        yield _fault(
            "two-directions",
            application.iri,
            zn("appliesTo"),
            None,
            f"申报了一个以上的方向：{listed}；只能申报一个。",
            f"More than one direction is named: {listed}. Name one.",
        )
    for iri in named:
        if zn("Direction") not in vocabulary.things.get(iri, ()):
            yield _unknown("unknown-direction", application.iri, iri, vocabulary, "指南方向", "direction")


def _triple_faults(triple: Statement, vocabulary: Vocabulary, types: dict[str, set[str]]) -> Iterator[Fault]:
    name, subject, value = triple.predicate.value, triple.subject.value, triple.object
    if name == RDF_TYPE:
        if _is_ours(value.value, vocabulary) and value.value not in vocabulary.classes:
            yield _unknown("unknown-term", subject, value.value, vocabulary, "类", "class")
        return
    known = vocabulary.properties.get(name)
    if known is None:
        if _is_ours(name, vocabulary):
            yield _unknown("unknown-term", subject, name, vocabulary, "属性", "property")
        return
    yield from _domain_faults(subject, known, vocabulary, types)
    if name != zn("appliesTo"):
        yield from _range_faults(subject, known, value, vocabulary, types)


def _is_ours(iri: str, vocabulary: Vocabulary) -> bool:
    """Whether a term claims to be of this ontology, be it by a namespace or a name that is nearly ours."""
    namespace, name = split_iri(iri)
    if namespace == ONTOLOGY or _ZHINAN.search(namespace):
        return True
    ours = ONTOLOGY + name in vocabulary.properties or ONTOLOGY + name in vocabulary.classes
    return ours and namespace not in vocabulary.namespaces


def _domain_faults(
    subject: str, known: Property, vocabulary: Vocabulary, types: dict[str, set[str]]
) -> Iterator[Fault]:
    classes = {cls for cls in types.get(subject, ()) if cls in vocabulary.classes}
    if known.domain and classes and not any(known.domain in vocabulary.classes[cls] for cls in classes):
        domain, found = shorten(known.domain), ", ".join(sorted(shorten(cls) for cls in classes))
        yield _fault(
            "misplaced-term",
            subject,
            known.iri,
            None,
            f"{shorten(known.iri)} 说的是 {domain}，不能用于 {found}。",
            f"{shorten(known.iri)} says something of a {domain}, not of a {found}.",
        )


def _range_faults(
    subject: str,
    known: Property,
    value: NamedNode | Literal,
    vocabulary: Vocabulary,
    types: dict[str, set[str]],
) -> Iterator[Fault]:
    if known.literal:
        if known.range and not _fits(value, known.range):
            zh, en = _WORDS.get(known.range, (shorten(known.range), shorten(known.range)))
            yield _fault(
                "wrong-value",
                subject,
                known.iri,
                None,
                f"{shorten(known.iri)} 的值 {_show_value(value)} 不是{zh}。",
                f"{shorten(known.iri)} has the value {_show_value(value)}, which is not {en}.",
            )
    elif isinstance(value, Literal):
        yield _fault(
            "wrong-value",
            subject,
            known.iri,
            None,
            f"{shorten(known.iri)} 的值须为事物的 IRI，而不是文字 {_show_value(value)}。",
            f"{shorten(known.iri)} wants the IRI of a thing, not the text {_show_value(value)}.",
        )
    else:
        yield from _thing_faults(subject, known, value.value, vocabulary, types)


def _thing_faults(
    subject: str, known: Property, value: str, vocabulary: Vocabulary, types: dict[str, set[str]]
) -> Iterator[Fault]:
    classes = types.get(value, set()) | vocabulary.things.get(value, frozenset())
    if not classes and value.startswith((ONTOLOGY, ID)):
        yield _unknown("unknown-term", subject, value, vocabulary, "值", "value")
    elif known.range and not any(known.range in vocabulary.classes.get(cls, ()) for cls in classes):
        yield _fault(
            "wrong-value",
            subject,
            known.iri,
            None,
            f"{shorten(known.iri)} 的值 {_show(value)} 没有写明是 {shorten(known.range)}。",
            f"{shorten(known.iri)} has the value {_show(value)}, which is not stated to be a "
            f"{shorten(known.range)}.",
        )


def _fits(value: NamedNode | Literal, datatype: str) -> bool:
    if not isinstance(value, Literal):
        return datatype == XSD + "anyURI"
    found = value.datatype.value
    if datatype.endswith("langString"):
        return bool(value.language)
    if found != datatype and found not in _ALSO.get(datatype, ()):
        return False
    if found == XSD + "date":
        return _is_day(value.value)
    return not (pattern := _LEXICAL.get(found)) or bool(pattern.fullmatch(value.value))


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?", text):
        return False
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _unknown(code: str, subject: str, term: str, vocabulary: Vocabulary, zh: str, en: str) -> Fault:
    nearest = vocabulary.nearest(term)
    hint_zh = f"最接近的是 {_show(nearest)}。" if nearest else ""
    hint_en = f" The nearest known one is {_show(nearest)}." if nearest else ""
    return _fault(
        code,
        subject,
        term,
        nearest,
        f"没有 {_show(term)} 这个{zh}。{hint_zh}",
        f"There is no {en} {_show(term)}.{hint_en}",
    )


def _show(iri: str) -> str:
    short = shorten(iri)
    return f"<{iri}>" if short == iri else short


def _show_value(value: NamedNode | Literal) -> str:
    return f"“{value.value}”" if isinstance(value, Literal) else _show(value.value)


def _fault(code: str, subject: str, term: str, nearest: str | None, zh: str, en: str) -> Fault:
    return Fault(code=code, subject=subject, term=term, nearest=nearest, messages={"zh": zh, "en": en})
