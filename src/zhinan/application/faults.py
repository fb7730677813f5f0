"""Faults of form in an application: terms that do not exist, values that are not what they should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pyoxigraph import Literal, NamedNode

from zhinan.application.cycles import find_cycles
from zhinan.application.statements import Application, Fault, Statement
from zhinan.application.vocabulary import Property, Vocabulary, split_iri
from zhinan.terms import ID, ONTOLOGY, RDF_TYPE, XSD, shorten, zn

_APPLIES = zn("appliesTo")
_AFFILIATED = zn("affiliatedWith")
_ZHINAN = re.compile("zhinan", re.IGNORECASE)
LEXICAL = {
    XSD + "integer": re.compile(r"[+-]?\d+"),
    XSD + "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    XSD + "boolean": re.compile(r"true|false|1|0"),
    XSD + "date": re.compile(r"\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?"),
}
"""Datatypes whose values must have a form."""
_ALSO = {XSD + "decimal": {XSD + "integer"}}
_WORDS = {
    XSD + "date": ("日期（如 2030-01-31）", "a date such as 2030-01-31"),
    XSD + "integer": ("整数", "a whole number"),
    XSD + "decimal": (
        "数字（只写数，金额以元计，如 4000000）",
        "a number alone (money in yuan), such as 4000000",
    ),
    XSD + "boolean": ("true 或 false", "true or false"),
    XSD + "string": ("文字", "text"),
}
_TEXTS = {
    "no-class": ("没有写明它是申报项目（a zn:Application）。", "It is not stated to be a zn:Application."),
    "no-direction": ("没有写明申报的指南方向（zn:appliesTo）。", "No direction is named (zn:appliesTo)."),
    "two-directions": (
        "申报了一个以上的方向：{value}；只能申报一个。",
        "More than one direction is named: {value}. Name one.",
    ),
    "unknown-direction": ("没有 {term} 这个指南方向。{near_zh}", "There is no direction {term}.{near_en}"),
    "cyclic-affiliation": (
        "隶属关系成环：{value}；一个单位不能隶属于自己。",
        "Affiliation goes in a circle: {value}. No unit is subordinate to itself.",
    ),
    "unknown-class": ("没有 {term} 这个类。{near_zh}", "There is no class {term}.{near_en}"),
    "unknown-property": ("没有 {term} 这个属性。{near_zh}", "There is no property {term}.{near_en}"),
    "unknown-value": ("没有 {term} 这个值。{near_zh}", "There is no value {term}.{near_en}"),
    "misplaced-property": (
        "{term} 说的是 {wanted}，不能用于 {value}。",
        "{term} says something of a {wanted}, not of a {value}.",
    ),
    "wrong-datatype": (
        "{term} 的值 {value} 不是{wanted}。",
        "{term} has the value {value}, which is not {wanted}.",
    ),
    "not-a-thing": (
        "{term} 的值须为事物的 IRI，而不是文字 {value}。",
        "{term} wants the IRI of a thing, not the text {value}.",
    ),
    "wrong-class": (
        "{term} 的值 {value} 没有写明是 {wanted}。",
        "{term} has the value {value}, which is not stated to be a {wanted}.",
    ),
}
OF_DIRECTION = frozenset({"no-direction", "two-directions", "unknown-direction"})


Types = dict[str, set[str]]


def find_faults(application: Application, vocabulary: Vocabulary) -> tuple[Fault, ...]:
    """All faults of form: those that reading met, then those in the order of the triples; each only once."""
    told = {(fault.subject, fault.value or fault.term) for fault in application.faults}
    found: dict[tuple[str, str, str, str | None], Fault] = {}
    for fault in _all_faults(application, vocabulary, _types(application)):
        if (fault.subject, fault.value or fault.term) not in told:
            found.setdefault(
                (fault.code, fault.subject, fault.term, fault.value), _placed(fault, application)
            )
    return (*application.faults, *found.values())


def _placed(fault: Fault, application: Application) -> Fault:
    """The fault with the place of the value that it speaks of, or of the first that its property has."""
    values = [
        statement.object.value
        for statement in application.triples
        if (statement.subject.value, statement.predicate.value) == (fault.subject, fault.term)
    ]
    value = fault.value if fault.value in values else next(iter(values), None)
    return (
        fault if value is None else replace(fault, place=application.place(fault.subject, fault.term, value))
    )


def _types(application: Application) -> Types:
    found: Types = {}
    for subject, predicate, value in application.triples:
        if predicate.value == RDF_TYPE:
            found.setdefault(subject.value, set()).add(value.value)
    return found


def _all_faults(application: Application, vocabulary: Vocabulary, types: Types) -> Iterator[Fault]:
    if not application.typed:
        yield _fault("no-class", application.iri, zn("Application"))
    yield from _direction_faults(application, vocabulary)
    for circle in find_cycles(application.triples, _AFFILIATED):
        yield _fault("cyclic-affiliation", circle[0], _AFFILIATED, shown=" → ".join(map(_show, circle)))
    for statement in application.triples:
        yield from statement_faults(statement, vocabulary, types)


def _direction_faults(application: Application, vocabulary: Vocabulary) -> Iterator[Fault]:
    named = application.directions
    if not named:
        yield _fault("no-direction", application.iri, _APPLIES)
    if len(named) > 1:
        yield _fault(
            "two-directions", application.iri, _APPLIES, shown=", ".join(_show(iri) for iri in named)
        )
    applies = (s for s in application.triples if s.predicate.value == _APPLIES)
    in_words = {s.object.value for s in applies if isinstance(s.object, Literal)}
    for iri in named:
        if iri in in_words:
            yield _fault("unknown-direction", application.iri, iri, nearest=vocabulary.nearest(iri))
        elif iri not in vocabulary.calls:
            yield _unknown("unknown-direction", application.iri, iri, vocabulary)


def statement_faults(statement: Statement, vocabulary: Vocabulary, types: Types) -> Iterator[Fault]:
    """The faults of one statement, given the types that the application states of its things."""
    subject, name, value = statement.subject.value, statement.predicate.value, statement.object
    if name == RDF_TYPE:
        if _is_ours(value.value, vocabulary) and value.value not in vocabulary.classes:
            yield _unknown("unknown-class", subject, value.value, vocabulary)
        return
    known = vocabulary.properties.get(name)
    if known is None:
        if _is_ours(name, vocabulary):
            yield _unknown("unknown-property", subject, name, vocabulary)
        return
    classes = types.get(subject, set()) & vocabulary.classes.keys()
    if known.domain and classes and not any(known.domain in vocabulary.classes[cls] for cls in classes):
        shown = ", ".join(sorted(shorten(cls) for cls in classes))
        yield _fault("misplaced-property", subject, name, wanted=known.domain, shown=shown)
    if name != _APPLIES:
        yield from _value_faults(subject, known, value, vocabulary, types)


def _is_ours(iri: str, vocabulary: Vocabulary) -> bool:
    """Whether a term claims to be of this ontology, by its namespace or by a name that is ours elsewhere."""
    namespace, name = split_iri(iri)
    if namespace == ONTOLOGY or _ZHINAN.search(namespace):
        return True
    ours = ONTOLOGY + name in vocabulary.properties or ONTOLOGY + name in vocabulary.classes
    return ours and namespace not in vocabulary.namespaces


def _value_faults(
    subject: str, known: Property, value: NamedNode | Literal, vocabulary: Vocabulary, types: Types
) -> Iterator[Fault]:
    if known.literal:
        if known.range and not _fits(value, known.range):
            yield _fault("wrong-datatype", subject, known.iri, value=value, wanted=known.range)
    elif isinstance(value, Literal):
        yield _fault("not-a-thing", subject, known.iri, value=value)
    else:
        classes = types.get(value.value, set()) | vocabulary.things.get(value.value, frozenset())
        if not classes and value.value.startswith((ONTOLOGY, ID)):
            yield _unknown("unknown-value", subject, value.value, vocabulary)
        elif known.range and not any(known.range in vocabulary.classes.get(cls, ()) for cls in classes):
            yield _fault("wrong-class", subject, known.iri, value=value, wanted=known.range)


def _fits(value: NamedNode | Literal, datatype: str) -> bool:
    if not isinstance(value, Literal):
        return datatype == XSD + "anyURI"
    found = value.datatype.value
    if datatype.endswith("langString"):
        return bool(value.language)
    if found != datatype and found not in _ALSO.get(datatype, ()):
        return False
    formed = not (pattern := LEXICAL.get(found)) or bool(pattern.fullmatch(value.value))
    return formed and (found != XSD + "date" or _is_day(value.value))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _as_term(text: str) -> NamedNode | Literal:
    try:
        return NamedNode(text)
    except ValueError:  # a text where a thing is wanted
        return Literal(text)


def _unknown(code: str, subject: str, term: str, vocabulary: Vocabulary) -> Fault:
    value = None if code == "unknown-property" else _as_term(term)
    return _fault(code, subject, term, value=value, nearest=vocabulary.nearest(term))


def _fault(
    code: str,
    subject: str,
    term: str,
    *,
    value: NamedNode | Literal | None = None,
    shown: str = "",
    wanted: str = "",
    nearest: str | None = None,
) -> Fault:
    shown = shown or (_show_value(value) if value else "")
    near = {
        "near_zh": f"最接近的是 {_show(nearest)}。" if nearest else "",
        "near_en": f" The nearest known one is {_show(nearest)}." if nearest else "",
    }
    words = _WORDS.get(wanted, (shorten(wanted), shorten(wanted)))
    messages = {
        language: text.format(term=_show(term), value=shown, wanted=word, **near)
        for language, text, word in zip(("zh", "en"), _TEXTS[code], words, strict=True)
    }
    unusable = value.value if value else None
    return Fault(code=code, subject=subject, term=term, nearest=nearest, messages=messages, value=unusable)


def _show(iri: str) -> str:
    short = shorten(iri)
    return f"<{iri}>" if short == iri else short


def _show_value(value: NamedNode | Literal) -> str:
    return f"“{value.value}”" if isinstance(value, Literal) else _show(value.value)
