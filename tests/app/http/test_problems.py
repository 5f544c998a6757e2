"""Errors on the wire: always problem JSON, always with the request id, never with what is inside."""

import httpx
import pytest

from tests.app.http.test_bodies import told


async def test_a_business_error_tells_its_code_what_to_do_and_its_facts(client: httpx.AsyncClient) -> None:
    response = await client.post("/sold-out")
    assert told(response) == (409, "sold_out")
    problem = response.json()
    assert (problem["title"], problem["detail"], problem["facts"]) == ("已售罄", "请看看其他商品", {"sku": "A-1"})


async def test_a_bug_is_500_without_its_details(client: httpx.AsyncClient) -> None:
    response = await client.post("/fails")
    assert told(response) == (500, "internal")
    assert "secret" not in response.text
    assert "RuntimeError" not in response.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nowhere", 404, "not_found"), ("DELETE", "/notes", 405, "method_not_allowed")],
)
async def test_what_is_not_there_is_a_problem_too(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    assert told(await client.request(method, path)) == (status, code)


async def test_a_well_formed_request_id_is_kept(client: httpx.AsyncClient) -> None:
    response = await client.post("/sold-out", headers={"X-Request-ID": "phone-12345"})
    assert response.headers["x-request-id"] == response.json()["request_id"] == "phone-12345"


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space", 'quote"quote'])
async def test_any_other_request_id_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    response = await client.post("/sold-out", headers={"X-Request-ID": given})
    assert response.headers["x-request-id"] != given


async def test_a_good_answer_carries_its_request_id(client: httpx.AsyncClient) -> None:
    assert (await client.get("/notes")).headers["x-request-id"]


async def test_a_megabyte_of_address_does_not_stop_the_server(client: httpx.AsyncClient) -> None:
    response = await client.get("/notes?limit=" + "1" * 50_000)
    assert response.status_code >= 400
    assert (await client.get("/notes")).status_code == 200
