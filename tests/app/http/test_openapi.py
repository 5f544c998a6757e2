from typing import Any, Literal
from uuid import UUID

import httpx
import pytest
from pydantic import BaseModel, Field

from app.http.bodies import Body
from app.http.openapi import openapi
from app.http.routes import Call, Route
from app.kernel.actor import ActorKind
from app.routes import DOORS


class Colour(Body):
    name: Literal["red", "blue"]


class NewThing(Body):
    colours: list[Colour] = Field(max_length=3)


class Thing(BaseModel):
    id: UUID


class ThingQuery(Body):
    limit: int = Field(20, ge=1, le=100)
    needed: str


async def handler(_: Call) -> None:
    return None


ROUTES = [
    Route("POST", "/things", handler, ActorKind.MEMBER, body=NewThing, returns=Thing, status=201, idempotent=True),
    Route("GET", "/things", handler, query=ThingQuery),
    Route(
        "PUT", "/things/<thing_id:uuid>/<part:str>", handler, ActorKind.STAFF, frozenset({"admin"}), raw_body="text/csv"
    ),
]


def operation(method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = openapi("Things", "/x", ROUTES)["paths"][path][method]
    return found


def test_a_body_and_an_answer_are_described_by_their_models() -> None:
    made = operation("post", "/x/things")
    assert made["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/NewThing"}
    assert made["responses"]["201"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Thing"}
    assert "application/problem+json" in made["responses"]["default"]["content"]
    assert made["security"] == [{"session": []}]
    assert [(one["name"], one["in"], one["required"]) for one in made["parameters"]] == [
        ("Idempotency-Key", "header", True)
    ]


def test_queries_and_paths_become_parameters() -> None:
    listed = operation("get", "/x/things")
    assert [(one["name"], one["required"]) for one in listed["parameters"]] == [("limit", False), ("needed", True)]
    assert "security" not in listed
    put = operation("put", "/x/things/{thing_id}/{part}")
    assert [(one["name"], one["schema"]["type"]) for one in put["parameters"]] == [
        ("thing_id", "string"),
        ("part", "string"),
    ]
    assert put["parameters"][0]["schema"]["format"] == "uuid"
    assert "text/csv" in put["requestBody"]["content"]


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(references(inner) for inner in value))
    return set()


@pytest.mark.parametrize("prefix", ["/mp/v1", "/admin/v1"])
async def test_each_door_serves_a_document_of_all_its_routes(http: httpx.AsyncClient, prefix: str) -> None:
    answer = await http.get(f"{prefix}/openapi.json")
    document = answer.json()
    assert (answer.status_code, document["openapi"]) == (200, "3.1.0")
    (routes,) = [routes for door, routes, _ in DOORS if door == prefix]
    described = sum(len(methods) for methods in document["paths"].values())
    assert described == len(routes) - 1
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(set(names)) == len(names)
    defined = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= defined
