"""Applications made by chance from the terms of the ontology: what they say is odd, as long as engines agree on it."""

from __future__ import annotations

import random
from collections.abc import Iterator

from pyoxigraph import NamedNode

from zhinan.application import Rows, make_rows
from zhinan.rules import Index
from zhinan.terms import RDF_TYPE, RDFS, XSD, zn

OWL = "http://www.w3.org/2002/07/owl#"
PARTS = {
    "leadUnit": "Unit",
    "participatingUnit": "Unit",
    "counterpartLead": "Unit",
    "principalInvestigator": "Person",
    "teamMember": "Person",
    "submission": "Submission",
    "attachment": "Attachment",
    "horizonProject": "HorizonProject",
}
PLAIN = {
    "date": ["1959-12-31", "1960-01-01", "2019-08-31", "2020-01-15", "2021-12-31"],
    "dateTime": ["2020-12-25T10:00:00+08:00", "2021-01-10T09:00:00+00:00"],
    "integer": ["0", "1", "2", "12", "24", "36", "48", "2020", "-1"],
    "decimal": ["0", "1.5", "3000000.00", "4000000", "-0.5"],
    "boolean": ["true", "false"],
}
ODD = {
    "date": ["2020-02-30", "2020-01-01Z", "12020-01-01", "0000-01-01", "2020-1-1", ""],
    "dateTime": ["2020-12-25T10:00:00", "2020-12-25", "2020-12-25T24:00:00Z", "2020-12-25T10:00:00.5Z"],
    "integer": ["+24", "024", "2.0", "x", "", " 5", "99999999999999999999"],
    "decimal": ["5.", ".5", "1e5", "NaN", "12345678901234567890.123"],
    "boolean": ["TRUE", "yes", "0", "1"],
    "double": ["1e5", "NaN"],
    "int": ["24"],
    "string": ["x"],
}


class Chance:
    """Makes applications; the same seed makes the same ones. ``odd`` is how often a value has an odd form."""

    def __init__(self, index: Index, seed: int, odd: float) -> None:
        self.random, self.odd = random.Random(seed), odd
        self.things: dict[str, list[str]] = {}
        for node in index.rows:
            for cls in index.iris(node, RDF_TYPE) if isinstance(node, NamedNode) else ():
                self.things.setdefault(cls, []).append(str(node))
        kinds = (OWL + "DatatypeProperty", OWL + "ObjectProperty")
        names = [node for kind in kinds for node in index.instances(kind)]
        self.said: dict[str | None, list[tuple[str, str]]] = {}
        for name in names:
            range_ = index.iri(name, RDFS + "range") or ""
            self.said.setdefault(index.iri(name, RDFS + "domain"), []).append((name.value, range_))

    def make(self, number: int, direction: str) -> Rows:
        """One application to a direction."""
        return make_rows(self._application(f"https://example.org/{number}", direction))

    def _application(self, iri: str, direction: str) -> Iterator[tuple[str, str, str]]:
        yield from self._thing(iri, "Application")
        yield f"<{iri}>", f"<{zn('appliesTo')}>", f"<{direction}>"
        for name, cls in PARTS.items():
            for place in range(self.random.choice([0, 1, 1, 1, 2, 3])):
                part = f"{iri}/{name}{place}" if self.random.random() > 0.1 else f"{iri}/leadUnit0"
                yield f"<{iri}>", f"<{zn(name)}>", f"<{part}>"
                yield from self._thing(part, cls)

    def _thing(self, iri: str, cls: str) -> Iterator[tuple[str, str, str]]:
        yield f"<{iri}>", f"<{RDF_TYPE}>", f"<{zn(cls)}>"
        for name, range_ in [*self.said.get(zn(cls), []), *self.said.get(None, [])]:
            if self.random.random() < 0.6 and name.startswith(zn("")):
                for _ in range(self.random.choice([1, 1, 1, 2])):
                    yield f"<{iri}>", f"<{name}>", self._value(iri, range_)

    def _value(self, iri: str, range_: str) -> str:
        if self.random.random() < self.odd:
            name = self.random.choice(list(ODD))
            return f'"{self.random.choice(ODD[name])}"^^<{XSD}{name}>'.replace(f"^^<{XSD}string>", "")
        kind = range_.removeprefix(XSD)
        if kind in PLAIN:
            return f'"{self.random.choice(PLAIN[kind])}"^^<{range_}>'
        if range_.startswith(XSD):
            return self.random.choice(['"en"', '"zh"@zh', '"https://example.org/"'])
        return self.random.choice([*self.things.get(range_, []), f"<{iri}>"])
