from typing import Any

import httpx
import pytest

from tests.sandbox.merchant import Merchant

STABLE = "/weixin/cgi-bin/stable_token"


async def ask(client: httpx.AsyncClient, merchant: Merchant, **changes: Any) -> dict[str, Any]:
    keys = merchant.credentials
    body = {"appid": keys["miniprogram_appid"], "secret": keys["miniprogram_secret"]}
    body |= {"grant_type": "client_credential"} | changes
    answer = await client.post(STABLE, json={name: value for name, value in body.items() if value is not None})
    assert answer.status_code == 200
    given: dict[str, Any] = answer.json()
    return given


async def advance(client: httpx.AsyncClient, seconds: int) -> None:
    await client.post("/_sandbox/clock", json={"advance_seconds": seconds})


async def works(client: httpx.AsyncClient, token: str) -> int:
    """The errcode of a call with this token; 40029 means that the token was good and the code was not."""
    answer = await client.post(
        "/weixin/wxa/business/getuserphonenumber", params={"access_token": token}, json={"code": "none"}
    )
    return int(answer.json()["errcode"])


async def test_normal_mode_gives_the_same_token_with_the_time_that_is_left(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    first = await ask(client, merchant)
    await advance(client, 6800)
    second = await ask(client, merchant)
    assert second["access_token"] == first["access_token"]
    assert 7190 <= first["expires_in"] <= 7200
    assert 390 <= second["expires_in"] <= 400


async def test_five_minutes_before_the_end_a_new_token_starts_while_the_old_one_still_works(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    old = (await ask(client, merchant))["access_token"]
    await advance(client, 6901)
    new = (await ask(client, merchant))["access_token"]
    assert new != old
    assert [await works(client, old), await works(client, new)] == [40029, 40029]
    await advance(client, 300)
    assert [await works(client, old), await works(client, new)] == [42001, 40029]


async def test_forced_mode_ends_the_old_token_at_once(client: httpx.AsyncClient, merchant: Merchant) -> None:
    old = (await ask(client, merchant))["access_token"]
    new = (await ask(client, merchant, force_refresh=True))["access_token"]
    assert [await works(client, old), await works(client, new)] == [40001, 40029]
    assert (await ask(client, merchant))["access_token"] == new


async def test_forced_mode_works_again_after_thirty_seconds(client: httpx.AsyncClient, merchant: Merchant) -> None:
    await ask(client, merchant, force_refresh=True)
    assert (await ask(client, merchant, force_refresh=True))["errcode"] == 45011
    await advance(client, 31)
    assert "access_token" in await ask(client, merchant, force_refresh=True)


async def test_forced_mode_works_twenty_times_a_day(client: httpx.AsyncClient, merchant: Merchant) -> None:
    midnight = 86400 - (await merchant.platform_time() + 8 * 3600) % 86400
    await advance(client, midnight)
    for _ in range(20):
        assert "access_token" in await ask(client, merchant, force_refresh=True)
        await advance(client, 31)
    assert (await ask(client, merchant, force_refresh=True))["errcode"] == 45009
    await advance(client, 86400)
    assert "access_token" in await ask(client, merchant, force_refresh=True)


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"appid": None}, 41002),
        ({"secret": None}, 41004),
        ({"grant_type": "password"}, 40002),
        ({"appid": "wx0000000000000000"}, 40013),
        ({"secret": "0" * 32}, 40125),
        ({"force_refresh": "yes"}, 47001),
    ],
)
async def test_a_bad_token_request_is_refused(
    client: httpx.AsyncClient, merchant: Merchant, changes: dict[str, Any], errcode: int
) -> None:
    answer = await ask(client, merchant, **changes)
    assert answer["errcode"] == errcode
    assert "access_token" not in answer


async def test_the_token_call_wants_a_json_post(client: httpx.AsyncClient) -> None:
    assert (await client.get(STABLE)).json()["errcode"] == 43002
    assert (await client.post(STABLE)).json()["errcode"] == 44002
    assert (await client.post(STABLE, content=b"appid=1")).json()["errcode"] == 47001


async def test_a_plain_token_replaces_the_last_one_within_five_minutes_and_no_stable_one(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    keys = merchant.credentials
    query = {"appid": keys["miniprogram_appid"], "secret": keys["miniprogram_secret"]}
    query["grant_type"] = "client_credential"
    stable = (await ask(client, merchant))["access_token"]
    old, new = [(await client.get("/weixin/cgi-bin/token", params=query)).json()["access_token"] for _ in range(2)]
    assert len({old, new, stable}) == 3
    assert await works(client, old) == 40029
    await advance(client, 301)
    assert [await works(client, token) for token in (old, new, stable)] == [42001, 40029, 40029]


async def test_missing_and_invented_tokens_are_refused(client: httpx.AsyncClient) -> None:
    assert await works(client, "") == 41001
    assert await works(client, "invented") == 40001
