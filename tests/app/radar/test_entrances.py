from datetime import timedelta

import pytest

from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.signing import LinkSigner
from app.radar.enter import enter
from app.radar.errors import LinkForged
from app.radar.links import entrance_token, product_page, read_token
from app.radar.models import Entrance
from app.radar.queries import latest_entrance
from app.radar.states import EntranceKind

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("kind", EntranceKind)
async def test_a_token_says_where_its_bearer_came_from(product: None, kind: EntranceKind) -> None:
    source = new_id()
    assert read_token(entrance_token(kind, source)) == (kind, source)


async def test_a_token_is_short_enough_for_a_card(product: None) -> None:
    page = product_page(new_id(), EntranceKind.SOP, new_id())
    assert len(page) < 128
    assert len(page.partition("&s=")[2]) <= 64


@pytest.mark.parametrize("break_", ["other key", "other source", "no tag", "empty", "other kind", "not ascii"])
async def test_a_forged_token_is_refused(database: None, break_: str) -> None:
    good = entrance_token(EntranceKind.CHANNEL, new_id())
    payload, _, tag = good.rpartition(".")
    forged = {
        "other key": LinkSigner("another key" * 4).sign(payload),
        "other source": f"{payload[:-2]}AA.{tag}",
        "no tag": payload,
        "empty": "",
        "other kind": "s" + good[1:],
        "not ascii": good + "é",
    }[break_]
    with pytest.raises(LinkForged):
        await enter(new_id(), forged)
    assert await Entrance.all().count() == 0


async def test_the_latest_entrance_since_a_moment_counts(database: None) -> None:
    member, channel, step = new_id(), new_id(), new_id()
    await enter(member, entrance_token(EntranceKind.CHANNEL, channel))
    await enter(new_id(), entrance_token(EntranceKind.CHANNEL, new_id()))
    assert await latest_entrance(member, clock.now() - HOUR) == (EntranceKind.CHANNEL, channel)
    await enter(member, entrance_token(EntranceKind.SOP, step))
    assert await latest_entrance(member, clock.now() - HOUR) == (EntranceKind.SOP, step)
    assert await latest_entrance(member, clock.now() + HOUR) is None
