"""What the graph says of a thing: facts with the words behind them, and what points to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from urllib.parse import quote

import pyoxigraph as ox

from zhinan.query import Catalogue, Labels, bind_values, read_labels, show_plain
from zhinan.store import Blank, EmbeddedStore, Iri, Row, Text, Value
from zhinan.terms import GRAPH, ID, ONTOLOGY, RDF_TYPE, RDFS, shorten, zn

PAGE = 100
"""Statements that point to a thing, on one page."""

_CAPTIONS, _LONGEST = 400, 60
"""How many things without a label are given a caption at once, and how many characters it has at most."""
_NAMES = RDFS + "label"
_SPACES = {ID: "/id/", GRAPH: "/graph/", ONTOLOGY: "/ontology#"}
"""Namespaces of ours → where this server answers for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A thing as it is named and reached: ``href`` is here for what is ours; ``zh`` and ``en`` may be empty."""

    iri: str
    href: str
    short: str
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a document: ``words`` with what stands ``before`` and ``behind``, from ``start`` to ``end``."""

    document: Link
    section: str
    start: int
    end: int
    before: str
    words: str
    behind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A value of a fact: a link, or text in a language; ``quotes`` are the words behind the value itself."""

    text: str
    language: str = ""
    link: Link | None = None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """All that is said of a thing by one property."""

    property: Link
    values: tuple[Shown, ...]

    def is_name_of(self, link: Link) -> bool:
        """Whether this says no more than the names that a link shows already."""
        return self.property.iri == _NAMES and {value.text for value in self.values} <= {link.zh, link.en}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A thing with all that is said of it; ``inbound`` is a page of what points to it, subject by property."""

    link: Link
    kinds: tuple[Link, ...]
    facts: tuple[Fact, ...]
    quotes: tuple[Quote, ...]
    inbound: tuple[tuple[Link, Link], ...]
    inbound_total: int
    offset: int


class Reader:
    """Reads things out of a store."""

    def __init__(self, store: EmbeddedStore, catalogue: Catalogue) -> None:
        self._store, self._catalogue = store, catalogue
        self.inner = store.inner

    @cached_property
    def _texts(self) -> dict[str, str]:
        found = (*self._catalogue.pick_roles("page"), self._catalogue.lookups.get("facts"))
        return {query.name: query.text for query in found}

    def select(self, name: str, tail: str = "", **values: Value | tuple[Value, ...]) -> tuple[Row, ...]:
        """The rows of one of the queries under ``queries/page/``; ``tail`` is LIMIT and OFFSET."""
        return self._store.select(bind_values(self._texts[name], values) + tail).rows

    def construct(self, name: str, **values: Value) -> tuple[ox.Triple, ...]:
        """The triples of one of the queries under ``queries/page/``."""
        return self._store.construct(bind_values(self._texts[name], values))

    def read_thing(self, iri: str, offset: int = 0) -> Thing | None:
        """The thing, with what points to it from ``offset`` on; None where the graph says nothing of it."""
        thing = Iri(iri)
        facts = self.select("facts", thing=thing)
        ((total,),) = self.select("inbound-count", thing=thing)
        if not facts and not total:
            return None
        inbound = self.select("inbound", f"LIMIT {PAGE} OFFSET {offset}", thing=thing)
        words = self.select("words", thing=thing)
        iris = {value.value for row in (*facts, *inbound, *words) for value in row if isinstance(value, Iri)}
        links = self._name(iris | {iri})
        quotes = _group_quotes(words, links)
        return Thing(
            link=links.make(iri),
            kinds=tuple(links.make(str(value)) for name, value in facts if str(name) == RDF_TYPE),
            facts=_group_facts(facts, links, quotes),
            quotes=quotes.get(iri, ()),
            inbound=tuple((links.make(str(subject)), links.make(str(name))) for name, subject in inbound),
            inbound_total=int(str(total)),
            offset=offset,
        )

    def link_all(self, iris: Iterable[str]) -> list[Link]:
        """Things by their IRIs, with their names."""
        found = list(iris)
        links = self._name(found)
        return [links.make(iri) for iri in found]

    def _name(self, iris: Iterable[str]) -> _Links:
        """The labels of things, and captions for those of ours that have none."""
        wanted = set(iris)
        labels = read_labels(self._store, self._catalogue.lookups, wanted)
        bare = tuple(Iri(iri) for iri in sorted(wanted - labels.keys()) if iri.startswith(ID))[:_CAPTIONS]
        for thing, caption in self.select("captions", things=bare) if bare else ():
            text, language = str(caption), caption.language if isinstance(caption, Text) else "zh"
            short = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
            labels.setdefault(str(thing), {}).setdefault(language or "zh", short)
        return _Links(labels)

    def find_near(self, iri: str) -> list[Link]:
        """Things whose IRIs are nearly this one; else the first under the nearest path that holds any."""
        path = iri
        while len(path := path.rstrip("/").rpartition("/")[0] + "/") >= len(ID):
            under = [str(row[0]) for row in self.select("siblings", path=path)]
            if under:
                return self.link_all(get_close_matches(iri, under, n=8, cutoff=0.8) or under[:8])
        return []


class _Links:
    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def make(self, iri: str) -> Link:
        called: Mapping[str, str] = self._labels.get(iri, {})
        return Link(
            iri=iri,
            href=find_path(iri),
            short=shorten(iri),
            zh=called.get("zh", "") or called.get("", ""),
            en=called.get("en", ""),
        )


def find_path(iri: str) -> str:
    """Where this server answers for an IRI; the IRI itself where it is not ours.

    >>> find_path("https://w3id.org/zhinan/id/country/IL")
    '/id/country/IL'
    """
    for space, path in _SPACES.items():
        if iri.startswith(space):
            return path + quote(iri[len(space) :], safe="/~._-")
    return iri


def close_blanks(triples: Iterable[ox.Triple], store: ox.Store) -> tuple[ox.Triple, ...]:
    """The triples with all that is said of the blank nodes in them."""
    found = dict.fromkeys(triples)
    waiting, seen = list(found), set[ox.BlankNode]()
    while waiting:
        node = waiting.pop().object
        if isinstance(node, ox.BlankNode) and node not in seen:
            seen.add(node)
            more = [quad.triple for quad in store.quads_for_pattern(node, None, None, None)]
            found |= dict.fromkeys(more)
            waiting += more
    return tuple(found)


def _group_quotes(rows: Iterable[Row], links: _Links) -> dict[str, tuple[Quote, ...]]:
    found: dict[str, tuple[Quote, ...]] = {}
    for of, document, section, start, end, *texts in rows:
        before, words, behind = (str(text) for text in texts)
        made = Quote(
            document=links.make(str(document)),
            section=str(section or ""),
            start=int(str(start)),
            end=int(str(end)),
            before=before,
            words=words,
            behind=behind,
        )
        found[str(of)] = (*found.get(str(of), ()), made)
    return found


def _group_facts(
    rows: Iterable[Row], links: _Links, quotes: Mapping[str, tuple[Quote, ...]]
) -> tuple[Fact, ...]:
    """Facts by property, names first; the class and the spans are shown elsewhere."""
    grouped: dict[str, list[Value]] = {}
    for name, value in rows:
        if value is not None and str(name) not in (RDF_TYPE, zn("statedAt")):
            grouped.setdefault(str(name), []).append(value)
    facts = []
    for name in sorted(grouped, key=lambda name: (name != _NAMES, not name.startswith(ONTOLOGY), name)):
        values = sorted(grouped[name], key=_order)
        shown = tuple(_show(value, links, quotes) for value in values)
        facts.append(Fact(property=links.make(name), values=shown))
    return tuple(facts)


def _order(value: Value) -> tuple[int, str, str]:
    if isinstance(value, Text):
        return 0, "" if value.language == "zh" else value.language, value.value
    return 1, "", str(value)


def _show(value: Value, links: _Links, quotes: Mapping[str, tuple[Quote, ...]]) -> Shown:
    match value:
        case Iri():
            link = links.make(value.value)
            return Shown(text=link.zh or link.en or link.short, link=link, quotes=quotes.get(value.value, ()))
        case Text():
            return Shown(text=value.value, language=value.language)
        case Blank():
            return Shown(text="（无名结构，见 Turtle）", language="zh")
        case _:
            return Shown(text=show_plain(value))
