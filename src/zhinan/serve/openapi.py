"""The REST part described in OpenAPI 3.1, from the catalogue of queries.

Source: OpenAPI Specification 3.1.0; JSON Schema 2020-12.
"""

from __future__ import annotations

from typing import Any

from zhinan import __version__
from zhinan.query import Catalogue, NamedQuery, Parameter, Words
from zhinan.serve.sent import BINARY, FORMS

_SCHEMAS: dict[str, dict[str, Any]] = {
    "iri": {"type": "string", "minLength": 1, "maxLength": 500},
    "string": {"type": "string", "maxLength": 500},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}
_TEXT = {"type": "string"}
_WORDS = {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}, "additionalProperties": False}
_NUMBER = {"type": "integer", "minimum": 0}


def describe_api(catalogue: Catalogue) -> dict[str, Any]:
    """The OpenAPI document: every route below ``/api``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "指南 Zhinan",
            "version": __version__,
            "summary": "国际科技合作资助指南的知识图谱 A knowledge graph of Chinese funding guides",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": role} for role in dict.fromkeys(query.role for query in catalogue)]
        + [{"name": "api"}],
        "paths": {
            "/api/queries": {"get": _describe_list()},
            **{f"/api/query/{query.name}": {"get": _describe_query(query)} for query in catalogue},
            "/api/check": {"post": _describe_check()},
            "/api/openapi.json": {"get": _describe_itself()},
        },
        "components": {"schemas": _COMPONENTS, "parameters": _PAGING, "responses": _REFUSALS},
    }


def _describe_list() -> dict[str, Any]:
    about = {"name": "about", "in": "query", "schema": {"type": "string"}, "example": "经费",
             "description": "只列出说到这些词的 Only those that speak of these words"}  # fmt: skip
    return {
        "operationId": "listQueries",
        "tags": ["api"],
        "summary": "命名查询一览 The named queries",
        "parameters": [about],
        "responses": {"200": _answer("Queries", "查询 The queries"), **_refuse(400)},
    }


def _describe_query(query: NamedQuery) -> dict[str, Any]:
    return {
        "operationId": query.name,
        "tags": [query.role],
        "summary": _both(query.title),
        "description": _both(query.answer),
        "parameters": [
            *map(_describe_parameter, query.parameters),
            *({"$ref": f"#/components/parameters/{name}"} for name in _PAGING),
        ],
        "responses": {
            "200": {
                "description": "一页答案 A page of the answer",
                "headers": {
                    "X-Total-Count": {"schema": _NUMBER, "description": "全部行数 Rows in all"},
                    "Link": {"schema": _TEXT, "description": "其他页 The other pages (RFC 8288)"},
                },
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Answer"}},
                    "text/csv": {"schema": _TEXT},
                },
            },
            **_refuse(400, 406),
        },
    }


def _describe_parameter(parameter: Parameter) -> dict[str, Any]:
    schema = dict(_SCHEMAS[parameter.type])
    if parameter.default is not None:
        schema["default"] = _read_example(parameter, parameter.default)
    kind = f" ({parameter.kind})" if parameter.kind else ""
    takes = "；标签、代码或 IRI label, code or IRI" if parameter.type == "iri" else ""
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.default is None and not parameter.optional,
        "description": _both(parameter.label) + kind + takes,
        "schema": schema,
        "example": _read_example(parameter, parameter.example),
    }


def _read_example(parameter: Parameter, text: str) -> str | int | float | bool:
    match parameter.type:
        case "integer":
            return int(text)
        case "decimal":
            return float(text)
        case "boolean":
            return text == "true"
        case _:
            return text


def _describe_check() -> dict[str, Any]:
    return {
        "operationId": "checkApplication",
        "tags": ["api"],
        "summary": "检查申报项目 Check applications against the rules of the direction they apply to",
        "requestBody": {
            "required": True,
            "content": {
                form: {} if ending in BINARY else {"schema": _TEXT} for form, ending in FORMS.items()
            },
        },
        "responses": {
            "200": _answer("Report", "检查结果 What was found"),
            **_refuse(400, 408, 413, 415, 503),
        },
    }


def _describe_itself() -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": "describeApi",
        "tags": ["api"],
        "summary": "本文件 This document",
        "responses": {"200": {"description": "OpenAPI 3.1", "content": content}},
    }


def _answer(schema: str, description: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def _refuse(*statuses: int) -> dict[str, Any]:
    return {str(status): {"$ref": "#/components/responses/Refused"} for status in statuses}


def _both(words: Words) -> str:
    return " ".join(word for word in (words.zh, words.en) if word)


def _list_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _object(required: str, /, **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


_PAGING: dict[str, dict[str, Any]] = {
    "limit": {
        "name": "limit", "in": "query", "description": "至多几行 Rows at most",
        "schema": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 1_000},
    },
    "offset": {
        "name": "offset", "in": "query", "description": "跳过几行 Rows passed over",
        "schema": {"type": "integer", "minimum": 0, "maximum": 10**9, "default": 0},
    },
    "lang": {
        "name": "lang", "in": "query", "description": "标签的语言 Language of labels",
        "schema": {"enum": ["both", "zh", "en"], "default": "both"},
    },
    "format": {
        "name": "format", "in": "query", "description": "格式，先于 Accept Format, before Accept",
        "schema": {"enum": ["json", "csv"]},
    },
}  # fmt: skip
_COLUMN = _object("name label unit", name=_TEXT, label=_WORDS, unit=_TEXT)
_COMPONENTS: dict[str, Any] = {
    "Problem": _object(
        "error",
        error=_object(
            "status what where remedy",
            status={"type": "integer"}, what=_TEXT, where=_TEXT, remedy=_TEXT, candidates=_list_of(_TEXT),
        ),
    ),
    "Answer": _object(
        "query title columns rows total limit offset",
        query=_TEXT, title=_WORDS, columns=_list_of(_COLUMN), rows=_list_of({"type": "object"}),
        total=_NUMBER, limit=_NUMBER, offset=_NUMBER,
    ),
    "Queries": _object(
        "queries",
        queries=_list_of(_object(
            "name role href title parameters columns",
            name=_TEXT, role=_TEXT, href=_TEXT, title=_WORDS, answer=_WORDS,
            parameters=_list_of(_object(
                "name type label example required",
                name=_TEXT, type={"enum": list(_SCHEMAS)}, label=_WORDS, example=_TEXT, required={"type": "boolean"},
            )),
            columns=_list_of(_COLUMN),
        )),
    ),
    "Report": _object("schema applications", schema=_TEXT, applications=_list_of({"type": "object"})),
}  # fmt: skip
_REFUSALS = {
    "Refused": {
        "description": "未答复：何处有误，怎样做 Refused: what is wrong, where, and what to do",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
