from datetime import timedelta
from uuid import UUID

import httpx

from app.kernel import clock
from app.kernel.ids import new_id
from app.radar.links import entrance_token
from app.radar.models import Entrance
from app.radar.queries import latest_entrance
from app.radar.states import EntranceKind
from tests.miniprogram_api.factory import visitor


async def test_a_signed_link_tells_where_the_member_came_from(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    session, step = await (await visitor(http, sandbox)).log_in(), new_id()
    answer = await http.post(
        "/mp/v1/entrances",
        json={"token": entrance_token(EntranceKind.SOP, step)},
        headers={"Authorization": f"Bearer {session['token']}"},
    )
    assert answer.status_code == 204
    since = clock.now() - timedelta(minutes=1)
    assert await latest_entrance(UUID(session["member_id"]), since) == (EntranceKind.SOP, step)


async def test_a_forged_link_is_refused(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    headers = await (await visitor(http, sandbox)).headers()
    good = entrance_token(EntranceKind.CHANNEL, new_id())
    for token in (good[:-1] + "!", "s" + good[1:], "x", "é" * 10):
        answer = await http.post("/mp/v1/entrances", json={"token": token}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "link_forged")
    assert await Entrance.all().count() == 0
