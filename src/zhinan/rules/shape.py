"""One requirement as SHACL: its values checked and put into the shapes and messages of its family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode

from zhinan.errors import DataError
from zhinan.rules.family import Family, Parameter, Template
from zhinan.rules.guide import ClauseText, Demand, GuideRules
from zhinan.rules.index import Term
from zhinan.rules.message import fill_message
from zhinan.rules.names import SEVERITY, rule_iri
from zhinan.rules.tree import Nested, Tree, fill_node, is_wanted, write_node
from zhinan.terms import DCTERMS, RDF_TYPE, SH, XSD, shorten, zn

# Modality → severity; a clause that only permits or informs makes no rule. Source: docs/decisions/0022.
# What a message begins with where its clause does not say "must". Source: docs/decisions/0101.
_MILDER = {
    "InPrinciple": {"zh": "原则上", "en": "In principle, "},
    "Encouraged": {"zh": "鼓励", "en": "Encouraged: "},
    "Preferred": {"zh": "优先支持：", "en": "Preferred: "},
}
_TO_TELL = {"zh": "要看出是否做到，", "en": "To tell whether this is so: "}


def write_rule(demand: Demand, rules: GuideRules, family: Family, paths: Mapping[str, Tree]) -> str:
    """A requirement's rule and its shapes as Turtle, the clause's words above them.

    Raises DataError where the clause is not known, or a parameter is unknown, missing or of the wrong type.
    """
    clause = rules.clauses.get(demand.clause)
    if clause is None:
        raise DataError(
            f"{shorten(demand.iri)}: its clause {shorten(demand.clause)} is not in the guides. Add it."
        )
    values = _check_values(demand, family) | demand.lent
    if not family.completeness:
        return f"{_quote(clause)}\n{_write_index(demand, family)}"
    trees = _as_trees(demand, values, family, paths, rules.narrower)
    blocks = [_write_index(demand, family)]
    blocks += [
        _write_shape(demand, family, item, values, trees, rules.labels)
        for item in find_templates(demand, family)
    ]
    return f"{_quote(clause)}\n" + "\n".join(blocks)


def find_templates(demand: Demand, family: Family, *roles: str) -> list[Template]:
    """The templates of a family that a requirement's parameters call for, of these roles or of both."""
    trees = {
        name: tuple(term for term in terms if isinstance(term, NamedNode | Literal))
        for name, terms in (demand.parameters | demand.lent).items()
    }
    both = {"completeness": family.completeness, "eligibility": family.eligibility}
    return [item for role in roles or both for item in both[role] if is_wanted(item.tree, trees)]


def _quote(clause: ClauseText) -> str:
    return f"#「{' '.join((clause.text.get('zh') or '').split())}」"


def _write_index(demand: Demand, family: Family) -> str:
    node = make_node(
        *((RDF_TYPE, NamedNode(zn(name))) for name in _classes(family)),
        (DCTERMS + "source", NamedNode(demand.clause)),
        (zn("requirement"), NamedNode(demand.iri)),
        (zn("family"), NamedNode(family.iri)),
        (zn("modality"), NamedNode(zn(demand.modality))),
        *((zn("exemptedBy"), NamedNode(clause)) for clause in demand.exempted_by),
        *(
            (zn(f"{role}Shape"), NamedNode(shape_iri(demand, item)))
            for role in ("completeness", "eligibility")
            for item in find_templates(demand, family, role)
        ),
    )
    return write_node(rule_iri(demand.iri), node)


def _classes(family: Family) -> Iterator[str]:
    if family.completeness:
        yield "Rule"
    if family.over_batch:
        yield "BatchRule"
    if family.exempts_from:
        yield "ExemptionRule"


def _write_shape(
    demand: Demand,
    family: Family,
    template: Template,
    values: Mapping[str, tuple[Term, ...]],
    trees: Mapping[str, tuple[Tree, ...]],
    labels: Mapping[str, Mapping[str, str]],
) -> str:
    filled = fill_node(template.tree.without(SH + "message", SH + "severity"), trees)
    said = [item for item in template.tree.get(SH + "message") if isinstance(item, Literal)]
    messages = []
    for language in ("zh", "en"):
        texts = [item.value for item in said if item.language == language]
        text = fill_message(texts, language, values, family.places, labels)
        if text is None:
            raise DataError(
                f"{shorten(demand.iri)}: no {language} message of {shorten(family.iri)} fits its parameters."
            )
        text = _soften(text, language, demand.modality, demanding=template in family.eligibility)
        messages.append(Literal(text, language=language))
    severity = NamedNode(SH + SEVERITY[demand.modality])
    node = Nested(
        (
            *filled.pairs,
            (DCTERMS + "source", (NamedNode(demand.clause),)),
            (SH + "severity", (severity,)),
            (SH + "message", tuple(messages)),
        )
    )
    return write_node(shape_iri(demand, template), node)


def _soften(text: str, language: str, modality: str, *, demanding: bool) -> str:
    """A message as strict as its clause: what is encouraged is no "must", and neither are the facts that would tell."""
    binds_nobody = SEVERITY[modality] == "Info"
    if modality not in _MILDER or not (demanding or binds_nobody):
        return text
    start = (_MILDER[modality] if demanding else _TO_TELL)[language]
    text = f"{start}{text[0].lower()}{text[1:]}"
    if binds_nobody and demanding:
        return text.replace("须", "", 1) if language == "zh" else text.replace(" must ", " should ", 1)
    return text


def _check_values(demand: Demand, family: Family) -> dict[str, tuple[Term, ...]]:
    where = f"{shorten(demand.iri)} ({shorten(family.iri)})"
    if demand.modality not in SEVERITY and not family.exempts_from:
        raise DataError(
            f"{where}: modality {demand.modality or 'none'} makes no rule; use one of {', '.join(SEVERITY)}."
        )
    given = {
        name: terms
        for name, terms in demand.parameters.items()
        if name in family.parameters or name != "binds"
    }
    unknown = sorted(given.keys() - family.parameters.keys())
    if unknown:
        known = ", ".join(family.parameters)
        raise DataError(f"{where}: zn:{unknown[0]} is no parameter of this family. It has: {known}.")
    for parameter in family.parameters.values():
        _check_parameter(parameter, given.get(parameter.name, ()), where)
    return given


def _check_parameter(parameter: Parameter, terms: tuple[Term, ...], where: str) -> None:
    if not terms and not parameter.optional:
        raise DataError(f"{where}: zn:{parameter.name} is missing. State it in the requirement.")
    for term in terms:
        if parameter.cls and not isinstance(term, NamedNode):
            raise DataError(
                f"{where}: zn:{parameter.name} must be a thing ({shorten(parameter.cls)}), not {term}."
            )
        if parameter.datatype and not (isinstance(term, Literal) and _is_a(term, parameter.datatype)):
            raise DataError(
                f"{where}: zn:{parameter.name} must be {shorten(parameter.datatype)}, not {term}."
            )


def _is_a(term: Literal, datatype: str) -> bool:
    found = term.datatype.value
    return found == datatype or (datatype == XSD + "decimal" and found == XSD + "integer")


def _as_trees(
    demand: Demand,
    values: Mapping[str, tuple[Term, ...]],
    family: Family,
    paths: Mapping[str, Tree],
    narrower: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[Tree, ...]]:
    trees: dict[str, tuple[Tree, ...]] = {}
    for name, terms in values.items():
        if name != "binds":
            below = {} if family.places[name].as_listed else narrower
            trees[name] = tuple(tree for term in terms for tree in _with_narrower(term, below))
            continue
        party = terms[0].value
        if party not in paths:
            raise DataError(
                f"{shorten(demand.iri)}: no path leads to {shorten(party)}. Add it to shapes/parties.ttl."
            )
        trees[name] = (paths[party],)
    return trees


def _with_narrower(term: Term, narrower: Mapping[str, tuple[str, ...]]) -> tuple[Tree, ...]:
    # What is said of a concept is said of the narrower ones: docs/decisions/0024.
    if isinstance(term, NamedNode):
        return tuple(NamedNode(iri) for iri in narrower.get(term.value, (term.value,)))
    return (term,) if isinstance(term, Literal) else ()


def shape_iri(demand: Demand, template: Template) -> str:
    """The IRI of the shape that a template becomes for a requirement."""
    return f"{rule_iri(demand.iri)}/{template.name}"


def make_node(*pairs: tuple[str, NamedNode | Literal]) -> Nested:
    """A node of these predicates and objects; a predicate may come more than once."""
    grouped: dict[str, tuple[Tree, ...]] = {}
    for name, value in pairs:
        grouped[name] = (*grouped.get(name, ()), value)
    return Nested(tuple(grouped.items()))
