"""Named queries asked from outside: described as data, asked by name, and refused in the one shape of faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhinan.errors import BadParameter, UnknownLabel
from zhinan.query import Answer, Catalogue, NamedQuery, Parameter, Words, run_query
from zhinan.serve.problem import Refused
from zhinan.store import Store


def ask_query(store: Store, catalogue: Catalogue, query: NamedQuery, given: Mapping[str, str]) -> Answer:
    """The answer to a named query. Raises Refused where a parameter is not what it should be."""
    try:
        return run_query(store, catalogue, query, given)
    except (UnknownLabel, BadParameter) as err:
        raise refuse_parameter(err) from err


def refuse_parameter(err: UnknownLabel | BadParameter) -> Refused:
    """The refusal for a parameter, with what could have been meant."""
    if isinstance(err, BadParameter):
        return Refused(400, err.problem, err.parameter, err.remedy.replace("--", ""))
    what = f"{err.label!r} is not one thing of the graph"
    if err.candidates:
        return Refused(400, what, err.parameter, "Give one of the candidates.", candidates=err.candidates)
    return Refused(400, what, err.parameter, "Give a label in Chinese or English, a code or an IRI.")


def describe_query(query: NamedQuery) -> dict[str, Any]:
    """A named query as what JSON can hold."""
    return {
        "name": query.name,
        "role": query.role,
        "title": write_words(query.title),
        "answer": write_words(query.answer),
        "parameters": [describe_parameter(parameter) for parameter in query.parameters],
        "columns": [
            {"name": column.name, "label": write_words(column.label), "unit": column.unit}
            for column in query.columns
        ],
    }


def describe_parameter(parameter: Parameter) -> dict[str, Any]:
    """A parameter of a query as what JSON can hold."""
    said = {
        "name": parameter.name,
        "type": parameter.type,
        "label": write_words(parameter.label),
        "example": parameter.example,
        "required": parameter.default is None and not parameter.optional,
    }
    if parameter.kind:
        said["kind"] = parameter.kind
    if parameter.default is not None:
        said["default"] = parameter.default
    return said


def write_words(words: Words) -> dict[str, str]:
    """Words by language, without those that there are none in."""
    return {language: text for language, text in (("zh", words.zh), ("en", words.en)) if text}
