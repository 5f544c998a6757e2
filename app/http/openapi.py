"""An OpenAPI 3.1 document of a door, made from its table of routes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.http.routes import JSON, Call, Route

REFERENCE = "#/components/schemas/{model}"
PARAMETER = re.compile(r"<(\w+)(?::(\w+))?>")
PATH_TYPES: Mapping[str, dict[str, str]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer"},
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 问题描述：code 供程序判断，title 说明出了什么错，detail 说明怎么办",
    "required": ["type", "status", "code", "title", "detail", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "facts": {"type": "object"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
PROBLEM_ANSWER = {
    "description": "出错：见 code 与 detail",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def describing(title: str, prefix: str, routes: Sequence[Route]) -> Route:
    """The route that serves the document of these routes."""
    document = orjson.dumps(openapi(title, prefix, routes))

    async def serve(_: Call) -> bytes:
        return document

    return Route("GET", "/openapi.json", serve, summary="OpenAPI 3.1 文档")


def openapi(title: str, prefix: str, routes: Sequence[Route]) -> dict[str, Any]:
    """Paths, parameters, bodies, answers and problems of every route, as plain data."""
    inputs = {model for route in routes for model in (route.body, route.query) if model}
    outputs = {route.returns for route in routes if route.returns}
    names, definitions = models_json_schema(
        [
            *((model, "validation") for model in _sorted(inputs)),
            *((model, "serialization") for model in _sorted(outputs)),
        ],
        ref_template=REFERENCE,
    )
    schemas: dict[Any, Any] = {model: schema for (model, _), schema in names.items()}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = PARAMETER.sub(r"{\1}", prefix + route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, schemas, definitions.get("$defs", {}))
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}) | {"Problem": PROBLEM},
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _sorted(models: Iterable[type[BaseModel]]) -> list[type[BaseModel]]:
    return sorted(models, key=lambda model: (model.__name__, model.__module__))


def _operation(route: Route, schemas: Mapping[type[BaseModel], Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.summary,
        "operationId": f"{route.method.lower()}{re.sub('[^0-9a-z]+', '_', route.path.lower())}".rstrip("_"),
        "parameters": _path_parameters(route) + _headers(route) + _query_parameters(route, schemas, definitions),
        "responses": {str(route.status): _answer(route, schemas), "default": PROBLEM_ANSWER},
    }
    if route.body or route.raw_body:
        schema = schemas[route.body] if route.body else {"type": "string"}
        operation["requestBody"] = {"required": True, "content": {route.raw_body or JSON: {"schema": schema}}}
    if route.who:
        operation["security"] = [{"session": []}]
    if route.roles:
        operation["description"] = "需要角色之一：" + "、".join(sorted(route.roles))
    return operation


def _answer(route: Route, schemas: Mapping[type[BaseModel], Any]) -> dict[str, Any]:
    content = {"content": {JSON: {"schema": schemas[route.returns]}}} if route.returns else {}
    return {"description": "成功"} | content


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        _parameter("path", name, PATH_TYPES.get(kind, {"type": "string"}), required=True)
        for name, kind in PARAMETER.findall(route.path)
    ]


def _headers(route: Route) -> list[dict[str, Any]]:
    key = {"type": "string", "minLength": 8, "maxLength": 64}
    return [_parameter("header", "Idempotency-Key", key, required=True)] if route.idempotent else []


def _query_parameters(
    route: Route, schemas: Mapping[type[BaseModel], Any], definitions: Mapping[str, Any]
) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = definitions[schemas[route.query]["$ref"].rpartition("/")[2]]
    required = schema.get("required", [])
    return [_parameter("query", name, field, name in required) for name, field in schema["properties"].items()]


def _parameter(place: str, name: str, schema: Mapping[str, Any], required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema}
