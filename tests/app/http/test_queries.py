"""What the URL asks reaches the handler typed; what it does not ask has its usual value each time, or is refused."""

import httpx

from tests.app.orders.factory import MP


async def test_each_request_is_answered_as_it_asks(client: httpx.AsyncClient) -> None:
    for query, limit in [("", 20), ("?limit=5", 5), ("", 20), ("?", 20), ("?limit=7", 7), ("", 20)]:
        assert (await client.get(f"/notes{query}")).json() == {"limit": limit}
    assert (await client.get("/notes?page=2")).status_code == 422


async def test_what_must_be_asked_is_missed(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{MP}/search/suggestions")
    assert (answer.status_code, answer.json()["errors"]) == (422, [{"field": "q", "reason": "必填"}])
