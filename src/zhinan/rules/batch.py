"""Requirements over all applications into SHACL-SPARQL: a file a family, its queries filled from the data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from zhinan.errors import DataError
from zhinan.rules.compile import Shapes
from zhinan.rules.family import FAMILY, Families, Family, Template
from zhinan.rules.guide import Demand, GuideRules
from zhinan.rules.index import Index, Term, read_index
from zhinan.rules.message import fill_message
from zhinan.rules.names import SEVERITY, tail_of
from zhinan.rules.tree import Nested, Tree, read_node, write_header, write_iri, write_node
from zhinan.terms import DCTERMS, ID, RDF_TYPE, SH, XSD, prefixes, shorten, zn

BATCH = f"{ID}rule/batch"
ROLES = ("completenessShape", "eligibilityShape", "judgementShape")
_PLACE = re.compile(r"\$(?!this\b)([A-Za-z]\w*)")
_TITLE = """\
# {zh}
# {en}
# 由 `zhinan rules compile` 自要求与类别生成，勿手改。
# Made by `zhinan rules compile` from requirements and families; do not edit.
"""
_PREFIX = re.compile(r"(?<![\w<?$:#-])([a-z]+):(?=[A-Za-z0-9])")

Values = Mapping[str, tuple[Term, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Query:
    """A shape of a batch family: its role, and its queries, of which the one that says most is taken."""

    role: str
    template: Template
    selects: tuple[str, ...]


def compile_batch_shapes(rules: GuideRules, families: Families, shapes: Path) -> Shapes:
    """The shapes over all applications; equal input gives equal bytes.

    ``shapes`` is the folder with ``families/batch/``. Raises DataError where a family has no queries there, or none
    of them fits a requirement.
    """
    files = {}
    for family in families.by_iri.values():
        demands = [demand for demand in rules.demands if demand.family == family.iri and family.over_batch]
        if demands:
            name = family.iri.removeprefix(FAMILY)
            queries = _read_queries(shapes / "families" / "batch" / f"{name}.ttl", family)
            files[f"{name}.ttl"] = _write_family(family, demands, queries, rules, families)
    return Shapes(files)


def _read_queries(path: Path, family: Family) -> list[_Query]:
    index = read_index([path])
    found = []
    for role in ROLES:
        for iri in index.iris(NamedNode(family.iri), zn(role)):
            node = read_node(index, NamedNode(iri))
            template = Template(name=iri.rpartition(".")[2], tree=node.without(SH + "select"))
            found.append(_Query(role=role, template=template, selects=_read_selects(index, iri)))
    if not any(query.role == "eligibilityShape" and query.selects for query in found):
        raise DataError(f"{path}: {shorten(family.iri)} has no zn:eligibilityShape with a sh:select. Add it.")
    return found


def _read_selects(index: Index, iri: str) -> tuple[str, ...]:
    texts = index.objects(NamedNode(iri), SH + "select")
    return tuple(text.value.strip() for text in texts if isinstance(text, Literal))


def _write_family(
    family: Family,
    demands: Sequence[Demand],
    queries: Sequence[_Query],
    rules: GuideRules,
    families: Families,
) -> str:
    blocks = []
    for demand in demands:
        values = _find_values(demand, rules, families)
        words = rules.clauses[demand.clause].text.get("zh") or ""
        blocks.append(f"#「{' '.join(words.split())}」\n{_write_index(demand, queries)}")
        blocks += [_write_shape(demand, family, query, values, rules) for query in queries]
    body = "\n".join(blocks)
    title = _TITLE.format(zh=family.labels.get("zh", ""), en=family.labels.get("en", ""))
    ontology = _write_prefixes(body)
    return f"{title}{write_header(body + ontology)}\n{ontology}\n{body}"


def _find_values(demand: Demand, rules: GuideRules, families: Families) -> dict[str, tuple[Term, ...]]:
    """The parameters of a requirement, and as ``exempt…`` those of the exemptions that lift it.

    ``scope`` is what is bound, ``guide`` the guide of the clause: what is counted together.
    """
    guide = rules.clauses[demand.clause].guide
    values: dict[str, tuple[Term, ...]] = {
        **demand.parameters,
        "scope": (NamedNode(demand.scope),),
        "guide": (NamedNode(guide),),
    }
    for other in rules.demands:
        lifts = demand.family in families.by_iri[other.family].exempts_from
        if lifts and other.scope in (demand.scope, guide):
            for name, terms in other.parameters.items():
                values[f"exempt{name[0].upper()}{name[1:]}"] = terms
    return values


def _write_index(demand: Demand, queries: Sequence[_Query]) -> str:
    pairs: dict[str, tuple[Tree, ...]] = {
        RDF_TYPE: (NamedNode(zn("BatchRule")),),
        DCTERMS + "source": (NamedNode(demand.clause),),
        zn("requirement"): (NamedNode(demand.iri),),
        zn("family"): (NamedNode(demand.family),),
        zn("modality"): (NamedNode(zn(demand.modality)),),
    }
    for query in queries:
        name = NamedNode(_shape_iri(demand, query))
        pairs[zn(query.role)] = (*pairs.get(zn(query.role), ()), name)
    return write_node(batch_rule_iri(demand.iri), Nested(tuple(pairs.items())))


def _write_shape(demand: Demand, family: Family, query: _Query, values: Values, rules: GuideRules) -> str:
    where = f"{shorten(demand.iri)} ({shorten(family.iri)})"
    messages = tuple(_fill_messages(query, family, demand, rules, where))
    fitting = [text for text in query.selects if set(_PLACE.findall(text)) <= values.keys()]
    if not fitting:
        raise DataError(f"{where}: no sh:select of {query.template.name} fits its parameters. Add one.")
    select = max(fitting, key=lambda text: len(set(_PLACE.findall(text))))
    severity = NamedNode(SH + SEVERITY[demand.modality])
    node = Nested(
        (
            (RDF_TYPE, (NamedNode(SH + "NodeShape"),)),
            (SH + "targetClass", (NamedNode(zn("Application")),)),
            (DCTERMS + "source", (NamedNode(demand.clause),)),
            *query.template.tree.without(RDF_TYPE, SH + "message").pairs,
            (SH + "severity", (severity,)),
            (SH + "message", messages),
        )
    )
    head = write_node(_shape_iri(demand, query), node).rstrip().removesuffix(".").rstrip()
    return f"{head} ;\n{_write_select(_fill_select(select, values, rules))}"


def _fill_messages(
    query: _Query, family: Family, demand: Demand, rules: GuideRules, where: str
) -> Iterator[Literal]:
    said = [item for item in query.template.tree.get(SH + "message") if isinstance(item, Literal)]
    for language in ("zh", "en"):
        texts = [item.value for item in said if item.language == language]
        text = fill_message(texts, language, demand.parameters, family.parameters, rules.labels)
        if text is None:
            raise DataError(f"{where}: no {language} message of {query.template.name} fits its parameters.")
        yield Literal(text, language=language)


def _fill_select(text: str, values: Values, rules: GuideRules) -> str:
    """The query with the values in the places of ``$name``; several are written as a list, narrower ones with them."""

    def fill(place: re.Match[str]) -> str:
        terms = {term for value in values[place[1]] for term in _with_narrower(value, place[1], rules)}
        return ", ".join(sorted(map(_write_term, terms)))

    return _PLACE.sub(fill, text)


def _with_narrower(term: Term, name: str, rules: GuideRules) -> list[Term]:
    if isinstance(term, NamedNode) and name not in ("scope", "guide"):
        return [NamedNode(iri) for iri in rules.narrower.get(term.value, (term.value,))]
    return [term]


def _write_term(term: Term) -> str:
    if isinstance(term, Literal) and term.datatype.value in (XSD + "integer", XSD + "decimal"):
        return term.value
    if isinstance(term, NamedNode):
        short = write_iri(term.value)
        return f"<{term.value}>" if short.startswith("<") else short
    if isinstance(term, Literal):
        return f'"{term.value}"^^{write_iri(term.datatype.value)}'
    raise DataError("A parameter is a blank node; give it an IRI.")


def _write_select(select: str) -> str:
    lines = "\n".join(f"        {line}".rstrip() for line in select.splitlines())
    return (
        f"    sh:sparql [\n        a sh:SPARQLConstraint ;\n        sh:prefixes {write_iri(BATCH)} ;\n"
        f'        sh:select """\n{lines}\n""" ] .\n'
    )


def _write_prefixes(body: str) -> str:
    """The prefixes of the queries, as SHACL wants them. Source: SHACL, section 5.2.1."""
    queries = "\n".join(re.findall(r'sh:select """(.*?)"""', body, re.DOTALL))
    table = prefixes()
    used = sorted(set(_PREFIX.findall(queries)) & table.keys())
    declared = ",\n".join(
        f'        [ sh:prefix "{name}" ; sh:namespace "{table[name]}"^^xsd:anyURI ]' for name in used
    )
    return f"{write_iri(BATCH)} a owl:Ontology ;\n    sh:declare\n{declared} .\n"


def batch_rule_iri(requirement: str) -> str:
    """The IRI of the rule over all applications that belongs to a requirement.

    >>> batch_rule_iri("https://w3id.org/zhinan/id/requirement/most-2020/1.5/3.1")
    'https://w3id.org/zhinan/id/rule/batch/most-2020/1.5/3.1'
    """
    return f"{BATCH}/{tail_of(requirement)}"


def _shape_iri(demand: Demand, query: _Query) -> str:
    return f"{batch_rule_iri(demand.iri)}/{query.template.name}"
