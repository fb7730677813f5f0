"""Requirements and families into SHACL: a file a direction, and one for what binds them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode

from zhinan.errors import DataError
from zhinan.rules.family import FAMILY, Families, Family, Parameter, Template
from zhinan.rules.guide import CallDirection, ClauseText, Demand, GuideRules
from zhinan.rules.index import Term
from zhinan.rules.message import fill_message
from zhinan.rules.tree import Nested, Tree, fill_node, write_header, write_node
from zhinan.terms import DCTERMS, ID, LABEL, RDF_TYPE, SH, XSD, shorten, zn

# Modality → severity; a clause that only permits or informs makes no rule. Source: docs/decisions/0022.
SEVERITY = {
    "Must": "Violation",
    "MustNot": "Violation",
    "InPrinciple": "Warning",
    "Encouraged": "Info",
    "Preferred": "Info",
}
_PRINCIPLE = {"zh": "原则上", "en": "In principle, "}
_TITLE = """\
# {zh}
# {en}
# 由 `zhinan rules compile` 自要求与类别生成，勿手改。
# Made by `zhinan rules compile` from requirements and families; do not edit.
"""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Compiled shapes: path below ``shapes/rules/`` → Turtle."""

    files: dict[str, str]


def compile_shapes(rules: GuideRules, families: Families) -> Shapes:
    """The shapes of all directions; equal input gives equal bytes.

    Raises DataError with the requirement's IRI where its family, a parameter or whom it binds is not known.
    """
    _require_families(rules.demands, families)
    files: dict[str, str] = {}
    for guide in sorted({direction.guide for direction in rules.directions.values()}):
        general = [demand for demand in rules.demands if demand.scope == guide]
        if general:
            files[f"{_tail(guide)}/general.ttl"] = _write_general(guide, general, rules, families)
        for direction in rules.directions.values():
            if direction.guide == guide:
                text = _write_direction(direction, general, rules, families)
                files[f"{_tail(direction.iri)}.ttl"] = text
    return Shapes(files)


def _write_general(guide: str, general: Sequence[Demand], rules: GuideRules, families: Families) -> str:
    blocks = [
        _write_rule(demand, rules, families.by_iri[demand.family], families.paths) for demand in general
    ]
    body = "\n".join(blocks)
    name = _tail(guide)
    title = _TITLE.format(zh=f"{name}：各方向共同的规则", en=f"{name}: the rules that all directions share")
    return f"{title}{write_header(body)}\n{body}"


def _write_direction(
    direction: CallDirection, general: Sequence[Demand], rules: GuideRules, families: Families
) -> str:
    own = [demand for demand in rules.demands if demand.scope == direction.iri]
    shared = select_general(own, general, families)
    replaced = [demand for demand in general if demand not in shared]
    blocks = [_write_target(direction, [*own, *shared], replaced, families)]
    blocks += [_write_rule(demand, rules, families.by_iri[demand.family], families.paths) for demand in own]
    body = "\n".join(blocks)
    zh = f"{_tail(direction.iri)} {direction.labels.get('zh', '')}"
    title = _TITLE.format(zh=zh, en=direction.labels.get("en", "Formal-review rules of one direction"))
    return f"{title}{write_header(body)}\n{body}"


def select_general(own: Sequence[Demand], general: Sequence[Demand], families: Families) -> list[Demand]:
    """The guide's general requirements that bind a direction with these of its own.

    A direction's own requirement stands in place of the general one where the family says so.
    """
    replaced = {demand.family for demand in own if families.by_iri[demand.family].own_replaces_general}
    return [demand for demand in general if demand.family not in replaced]


def _write_target(
    direction: CallDirection, demands: Sequence[Demand], replaced: Sequence[Demand], families: Families
) -> str:
    shape = rule_iri(direction.iri)
    membership = f"{shape}/direction"
    names = [membership]
    for demand in demands:
        family = families.by_iri[demand.family]
        names += [_shape_iri(demand, template) for template in (*family.completeness, *family.eligibility)]
    labels = tuple(
        Literal(text, language=tag) for tag, text in sorted(direction.labels.items(), reverse=True)
    )
    target = _node(
        (RDF_TYPE, NamedNode(SH + "NodeShape")),
        (SH + "targetClass", NamedNode(zn("Application"))),
        (zn("direction"), NamedNode(direction.iri)),
        *((zn("replaces"), NamedNode(rule_iri(demand.iri))) for demand in replaced),
    )
    listed = tuple(NamedNode(name) for name in names)
    node = Nested((*target.pairs, (LABEL, labels), (SH + "property", listed)))
    return f"{write_node(shape, node)}\n{_write_membership(direction, membership)}"


def _write_membership(direction: CallDirection, name: str) -> str:
    words = (
        Literal(f"这些规则只适用于申报{direction.number}方向的项目。", language="zh"),
        Literal(f"These rules are for applications to direction {direction.number} alone.", language="en"),
    )
    node = _node(
        (RDF_TYPE, NamedNode(SH + "PropertyShape")),
        (SH + "path", NamedNode(zn("appliesTo"))),
        (SH + "hasValue", NamedNode(direction.iri)),
        (SH + "maxCount", Literal(1)),
        (SH + "severity", NamedNode(SH + "Violation")),
    )
    return write_node(name, Nested((*node.pairs, (SH + "message", words))))


def _write_rule(demand: Demand, rules: GuideRules, family: Family, paths: Mapping[str, Tree]) -> str:
    clause = rules.clauses.get(demand.clause)
    if clause is None:
        raise DataError(
            f"{shorten(demand.iri)}: its clause {shorten(demand.clause)} is not in the guides. Add it."
        )
    values = _check_values(demand, family)
    trees = _as_trees(demand, values, paths)
    templates = (*family.completeness, *family.eligibility)
    blocks = [_write_index(demand, family)]
    blocks += [_write_shape(demand, family, item, values, trees, rules.labels) for item in templates]
    return f"{_quote(clause)}\n" + "\n".join(blocks)


def _quote(clause: ClauseText) -> str:
    return f"#「{' '.join((clause.text.get('zh') or '').split())}」"


def _write_index(demand: Demand, family: Family) -> str:
    node = _node(
        (RDF_TYPE, NamedNode(zn("Rule"))),
        (DCTERMS + "source", NamedNode(demand.clause)),
        (zn("requirement"), NamedNode(demand.iri)),
        (zn("family"), NamedNode(family.iri)),
        (zn("modality"), NamedNode(zn(demand.modality))),
        *((zn("completenessShape"), NamedNode(_shape_iri(demand, item))) for item in family.completeness),
        *((zn("eligibilityShape"), NamedNode(_shape_iri(demand, item))) for item in family.eligibility),
    )
    return write_node(rule_iri(demand.iri), node)


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
        text = fill_message(texts, language, values, family.parameters, labels)
        if text is None:
            raise DataError(
                f"{shorten(demand.iri)}: no {language} message of {shorten(family.iri)} fits its parameters."
            )
        if demand.modality == "InPrinciple" and template in family.eligibility:
            text = _PRINCIPLE[language] + text[0].lower() + text[1:]
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
    return write_node(_shape_iri(demand, template), node)


def _check_values(demand: Demand, family: Family) -> dict[str, tuple[Term, ...]]:
    where = f"{shorten(demand.iri)} ({shorten(family.iri)})"
    if demand.modality not in SEVERITY:
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
    demand: Demand, values: Mapping[str, tuple[Term, ...]], paths: Mapping[str, Tree]
) -> dict[str, tuple[Tree, ...]]:
    trees: dict[str, tuple[Tree, ...]] = {}
    for name, terms in values.items():
        if name != "binds":
            trees[name] = tuple(term for term in terms if isinstance(term, NamedNode | Literal))
            continue
        party = terms[0].value
        if party not in paths:
            raise DataError(
                f"{shorten(demand.iri)}: no path leads to {shorten(party)}. Add it to shapes/parties.ttl."
            )
        trees[name] = (paths[party],)
    return trees


def _require_families(demands: Sequence[Demand], families: Families) -> None:
    for demand in demands:
        if demand.family not in families.by_iri:
            name = demand.family.removeprefix(FAMILY)
            known = [iri.removeprefix(FAMILY) for iri in families.by_iri]
            near = get_close_matches(name, known, 1)
            hint = f" Did you mean family:{near[0]}?" if near else ""
            raise DataError(f"{shorten(demand.iri)}: there is no shapes/families/{name}.ttl.{hint}")


def rule_iri(iri: str) -> str:
    """The IRI of the rule or target shape that belongs to a requirement or direction.

    >>> rule_iri("https://w3id.org/zhinan/id/requirement/most-2020/1.2/1")
    'https://w3id.org/zhinan/id/rule/most-2020/1.2/1'
    """
    return f"{ID}rule/{_tail(iri)}"


def _shape_iri(demand: Demand, template: Template) -> str:
    return f"{rule_iri(demand.iri)}/{template.name}"


def _tail(iri: str) -> str:
    return iri.removeprefix(ID).partition("/")[2]


def _node(*pairs: tuple[str, NamedNode | Literal]) -> Nested:
    grouped: dict[str, tuple[Tree, ...]] = {}
    for name, value in pairs:
        grouped[name] = (*grouped.get(name, ()), value)
    return Nested(tuple(grouped.items()))
