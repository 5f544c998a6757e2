"""What is not a good request is refused in words, and nothing happens."""

import asyncio
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from tests.app.http.conftest import Desk

NESTED = b"[" * 500_000 + b"]" * 500_000


async def post(client: httpx.AsyncClient, content: bytes) -> httpx.Response:
    return await client.post("/notes", content=content, headers={"Content-Type": "application/json"})


def told(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["request_id"] == response.headers["x-request-id"]
    assert problem["type"] == f"/problems/{problem['code']}"
    assert problem["title"]
    assert problem["detail"]
    return response.status_code, problem["code"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "malformed_json"),
        (b'{"text": "a"', 400, "malformed_json"),
        (b"text=a", 400, "malformed_json"),
        (b'\xff\xfe{"text": "a"}', 400, "malformed_json"),
        (b'{"text": NaN}', 400, "malformed_json"),
        (b'{"text": "a\\u0000b"}', 400, "nul_byte"),
        (b'{"text": "a", "tags": ["\\u0000"]}', 400, "nul_byte"),
        (b'{"te\\u0000xt": "a"}', 400, "nul_byte"),
        (b'{"text": "a\x00b"}', 400, "malformed_json"),
        (b'{"text": "' + b"a" * 3000 + b'"}', 413, "body_too_large"),
        (b"[]", 422, "invalid_fields"),
        (b"null", 422, "invalid_fields"),
        (b"{}", 422, "invalid_fields"),
        (b'{"text": "a", "price": 1}', 422, "invalid_fields"),
        (b'{"text": "a", "stars": 6}', 422, "invalid_fields"),
        (b'{"text": "a", "stars": 1e400}', 400, "malformed_json"),
        (b'{"text": "a", "tags": ["a", "b", "c", "d"]}', 422, "invalid_fields"),
        (b'{"text": "a", "product_id": "1"}', 422, "invalid_fields"),
    ],
)
async def test_a_bad_body_is_refused(
    client: httpx.AsyncClient, desk: Desk, content: bytes, status: int, code: str
) -> None:
    assert told(await post(client, content)) == (status, code)
    assert desk.notes == []


async def test_a_megabyte_of_brackets_is_refused_quickly(client: httpx.AsyncClient, desk: Desk) -> None:
    response = await client.post("/orders", content=NESTED, headers={"Idempotency-Key": "k" * 8})
    assert told(response) == (413, "body_too_large")
    shallow = await client.post("/orders", content=NESTED[400_000:600_000], headers={"Idempotency-Key": "k" * 8})
    assert told(shallow) == (400, "malformed_json")
    assert response.elapsed.total_seconds() < 2
    assert desk.notes == []


async def test_a_body_over_the_servers_own_limit_is_refused_before_it_is_sent(client: httpx.AsyncClient) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    writer.write(b"POST /desk/notes HTTP/1.1\r\nHost: siyu\r\nContent-Length: 99999999\r\n\r\n{")
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


async def test_a_body_where_none_is_taken_is_bounded_too(client: httpx.AsyncClient) -> None:
    response = await client.post("/nothing", content=b" " * (300 * 1024))
    assert told(response) == (413, "body_too_large")


async def test_wrong_fields_are_named_with_the_reason_in_chinese(client: httpx.AsyncClient) -> None:
    problem = (await post(client, b'{"stars": 9, "tags": ["a", 1], "price": 1}')).json()
    reasons = {fault["field"]: fault["reason"] for fault in problem["errors"]}
    assert reasons == {"text": "必填", "stars": "不能大于 5", "tags.1": "必须是文本", "price": "不支持的字段"}


async def test_a_good_body_is_taken(client: httpx.AsyncClient, desk: Desk) -> None:
    response = await post(client, '{"text": " 好 "}'.encode())
    assert response.status_code == 201
    assert response.json() == {"text": "好", "key": ""}
    assert len(desk.notes) == 1


async def test_nothing_to_say_is_204(client: httpx.AsyncClient) -> None:
    response = await client.post("/nothing")
    assert (response.status_code, response.content) == (204, b"")


@how(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300)
    | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(lambda v: repr(v).encode())
)
async def test_no_bytes_make_it_fail(client: httpx.AsyncClient, content: bytes) -> None:
    assert (await post(client, content)).status_code in (201, 400, 422)


@pytest.mark.parametrize(("query", "status"), [("", 200), ("?limit=100", 200), ("?limit=0", 422), ("?limit=x", 422)])
async def test_a_query_is_checked(client: httpx.AsyncClient, query: str, status: int) -> None:
    response = await client.get(f"/notes{query}")
    assert response.status_code == status


@pytest.mark.parametrize("query", ["?name=a%00b", "?%00=1"])
async def test_nul_in_the_address_is_refused(client: httpx.AsyncClient, query: str) -> None:
    assert told(await client.get(f"/notes{query}")) == (400, "nul_byte")


async def test_an_unknown_query_field_is_refused(client: httpx.AsyncClient) -> None:
    problem: dict[str, Any] = (await client.get("/notes?limitt=1")).json()
    assert problem["errors"] == [{"field": "limitt", "reason": "不支持的字段"}]
