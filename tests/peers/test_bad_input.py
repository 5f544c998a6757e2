"""Every route for staff and guides, with what no client of ours would send: refused in Chinese, never a failure."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.http.routes import Route
from app.http.sessions import sessions
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import new_id
from app.staff.states import Role
from backoffice_api.routes import PREFIX as OFFICE
from backoffice_api.routes import TABLE as OFFICE_TABLE
from tests.backoffice_api.factory import someone
from wecom.sidebar_api.routes import PREFIX as GUIDES
from wecom.sidebar_api.routes import TABLE as GUIDES_TABLE

ROUTES = [(OFFICE, route) for route in OFFICE_TABLE if route.who] + [(GUIDES, one) for one in GUIDES_TABLE if one.who]
ODD = ["", "a\x00b", "x" * 70_000, "\ud83d\ude00" * 9, -1, 10**30, 2**63, 1e400, True, None, [], [None], {}, "١٢"]
ODD += [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01",
    "9999-12-31",
    "0" * 36,
    str(new_id()),
    {"staff_id": "\x00"},
]
ODD_QUERY = ["", "\x00", "-1", "9" * 40, "x" * 300, "null", "é%", "0" * 36, "9999-12-31T23:59:59-14:00", "1e400"]
ODD_QUERY += ["0001-01-01", "9999-12-31"]
ODD_PATHS = ["0" * 36, "\x00", "x" * 300, "null", "%ff", "9999-99-99", "9999-12-31", str(new_id())]
CHINESE = re.compile("[一-鿿]")
DEEPEST = 6


def example(schema: dict[str, Any], defs: dict[str, Any], depth: int = 0) -> Any:
    """Some value of the schema, as near to valid as the schema says."""
    if "$ref" in schema:
        return example(defs[schema["$ref"].rsplit("/", 1)[-1]], defs, depth + 1)
    for some in ("anyOf", "oneOf", "allOf"):
        if some in schema:
            return example(schema[some][0], defs, depth + 1)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        return {name: example(of, defs, depth + 1) for name, of in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), defs, depth + 1)] if depth < DEEPEST else []
    if schema.get("type") in ("integer", "number"):
        return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    if schema.get("type") == "boolean":
        return True
    formats = {"uuid": str(new_id()), "date-time": "2030-01-01T00:00:00Z", "date": "2030-01-01"}
    return formats.get(schema.get("format", ""), "春茶" * max(1, schema.get("minLength", 1)))


def spoilt(value: Any) -> Iterator[Any]:
    """The value with one part of it replaced by something odd, for every part."""
    yield from ODD
    if isinstance(value, dict):
        yield value | {"unheard_of": 1}
        for name, part in value.items():
            yield {each: of for each, of in value.items() if each != name}
            yield from (value | {name: odd} for odd in spoilt(part))
    if isinstance(value, list) and value:
        yield value * 2_000
        yield from ([odd] for odd in spoilt(value[0]))


def bodies(route: Route) -> list[Any]:
    if route.body is None:
        return []
    schema = route.body.model_json_schema()
    return list(spoilt(example(schema, schema.get("$defs", {}))))


def queries(route: Route) -> list[dict[str, str]]:
    names = list(route.query.model_fields) if route.query else []
    return [{name: odd} for name in [*names, "unheard_of"] for odd in ODD_QUERY]


def paths(prefix: str, route: Route) -> list[str]:
    """The first is what such a path looks like; in the others each part is odd."""
    usual = {"uuid": str(new_id()), "ymd": "2030-01-01", "str": "x1"}

    def filled(odd: str | None) -> str:
        part = re.compile(r"<\w+:(\w+)>")
        return prefix + part.sub(lambda found: _quoted(odd if odd is not None else usual[found[1]]), route.path)

    return [filled(odd) for odd in (None, *ODD_PATHS)] if "<" in route.path else [filled(None)]


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


@pytest.fixture
async def callers(database: None) -> dict[str, dict[str, str]]:
    """A session for each of the doors."""
    _, office = await someone(Role.HEAD_OFFICE)
    staff_id, _ = await someone(Role.GUIDE)
    token, _ = sessions().issue(Actor(ActorKind.GUIDE, staff_id, frozenset()))
    return {OFFICE: office, GUIDES: {"Authorization": f"Bearer {token}"}}


@pytest.mark.parametrize(("prefix", "route"), ROUTES, ids=lambda one: one.path if isinstance(one, Route) else one)
async def test_nonsense_is_refused_and_said_so(
    http: httpx.AsyncClient, callers: dict[str, dict[str, str]], prefix: str, route: Route
) -> None:
    headers = callers[prefix] | {"Idempotency-Key": "a-key-of-this-test"}
    usual, *odd = paths(prefix, route)
    asked: list[tuple[str, dict[str, str], Any]] = [(path, {}, None) for path in odd] + [
        (usual, query, None) for query in queries(route)
    ]
    asked += [(usual, {}, body) for body in bodies(route)]
    for path, query, body in asked:
        content = _json(body) if body is not None or route.body else None
        kind = {"Content-Type": "application/json"} if content else {}
        answer = await http.request(route.method, path, params=query or None, content=content, headers=headers | kind)
        assert answer.status_code < 500, (path[:200], query, content and content[:300], answer.text)
        if answer.status_code >= 400 and answer.status_code != 404:
            assert CHINESE.search(answer.json()["title"]), answer.text


def _json(body: Any) -> bytes:
    """Also what JSON has no word for."""
    return json.dumps(body).encode()
