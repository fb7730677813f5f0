"""RDF in a canonical order: the triples of a view, not its projection."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from zhinan.export.ids import column_names
from zhinan.export.writers.text import join_lines, to_json
from zhinan.terms import RDF_TYPE, XSD, prefixes, shorten

Quads = Sequence[ox.Quad]
_STRING = XSD + "string"  # the type of a JSON string as it stands


def sort_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The quads, each once, in the order of graph, subject, property, object; blank nodes named canonically.

    Source: RDF Dataset Canonicalization 1.0.
    """
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=lambda quad: (str(quad.graph_name), *map(str, quad.triple)))


def write_turtle(quads: Quads) -> Iterator[bytes]:
    """Turtle, subject by subject, with the prefixes of the project."""
    triples = sorted({quad.triple for quad in quads}, key=lambda triple: tuple(map(str, triple)))
    yield _serialize(triples, ox.RdfFormat.TURTLE)


def write_trig(quads: Quads) -> Iterator[bytes]:
    """TriG, graph by graph, with the prefixes of the project."""
    yield _serialize(quads, ox.RdfFormat.TRIG)


def write_nquads(quads: Quads) -> Iterator[str]:
    """N-Quads in the order of their lines."""
    yield from sorted(_end_line(quad) for quad in quads)


def write_ntriples(quads: Quads) -> Iterator[str]:
    """N-Triples in the order of their lines, each once, as HDT tools take them."""
    yield from sorted({_end_line(quad.triple) for quad in quads})


def write_jsonld(quads: Quads) -> Iterator[str]:
    """JSON-LD 1.1 with its context in it: a thing a line, texts by language, things by prefixed names."""
    triples = sorted({quad.triple for quad in quads}, key=lambda triple: tuple(map(str, triple)))
    names = _name_properties({triple.predicate.value for triple in triples} - {RDF_TYPE})
    forms = _find_forms(triples)
    yield f'{{"@context":{to_json(_make_context(names, forms))},\n"@graph":['
    yield from join_lines(to_json(thing) for thing in _describe(triples, names, forms))
    yield "]}\n"


def _serialize(statements: Sequence[ox.Triple] | Sequence[ox.Quad], form: ox.RdfFormat) -> bytes:
    stream = io.BytesIO()
    ox.serialize(statements, stream, form, prefixes=prefixes())
    return stream.getvalue()


def _name_properties(properties: set[str]) -> dict[str, str]:
    """Property → name in the context, where prefixes such as ``country`` have their names already."""
    return {
        iri: f"zn_{name}" if name in prefixes() else name for iri, name in column_names(properties).items()
    }


def _end_line(statement: ox.Quad | ox.Triple) -> str:
    return f"{statement} .\n"


def _find_forms(triples: Iterable[ox.Triple]) -> Mapping[str, str]:
    """Property → "@id", "@language" or the datatype that all its values have, else "" for mixed ones."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for triple in triples:
        forms[triple.predicate.value].add(_form_of(triple.object))
    return {name: found.pop() if len(found) == 1 else "" for name, found in forms.items()}


def _form_of(value: object) -> str:
    if not isinstance(value, ox.Literal):
        return "@id"
    return "@language" if value.language else value.datatype.value


def _make_context(names: Mapping[str, str], forms: Mapping[str, str]) -> dict[str, Any]:
    context: dict[str, Any] = {"@version": 1.1, **dict(sorted(prefixes().items()))}
    for iri, name in sorted(names.items(), key=lambda pair: pair[1]):
        form = forms[iri]
        if form == "@language":
            context[name] = {"@id": iri, "@container": ["@language", "@set"]}
        else:
            context[name] = {"@id": iri} if form in ("", _STRING) else {"@id": iri, "@type": form}
    return context


def _describe(
    triples: Iterable[ox.Triple], names: Mapping[str, str], forms: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    thing: dict[str, Any] = {}
    for triple in triples:
        identifier = _compact(triple.subject)
        if thing.get("@id", identifier) != identifier:
            yield thing
            thing = {}
        thing.setdefault("@id", identifier)
        iri = triple.predicate.value
        if iri == RDF_TYPE:
            thing.setdefault("@type", []).append(_compact(triple.object))
            continue
        name = names[iri]
        if forms[iri] == "@language" and isinstance(triple.object, ox.Literal):
            thing.setdefault(name, {}).setdefault(triple.object.language, []).append(triple.object.value)
        else:
            thing.setdefault(name, []).append(_show_value(triple.object, forms[iri]))
    if thing:
        yield thing


def _show_value(value: object, form: str) -> Any:
    if isinstance(value, ox.Literal):
        if form:
            return value.value
        if value.language:
            return {"@value": value.value, "@language": value.language}
        kind = value.datatype.value
        return value.value if kind == _STRING else {"@value": value.value, "@type": kind}
    return _compact(value) if form else {"@id": _compact(value)}


def _compact(term: object) -> str:
    if not isinstance(term, ox.NamedNode):
        return str(term)
    short = shorten(term.value)
    return term.value if short.partition(":")[2].startswith("//") else short
