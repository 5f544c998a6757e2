"""A store code leads to the nearest store with a code that works, as looking at every store by hand would."""

import random
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.acquisition.code_queries import store_code, store_codes_page
from app.acquisition.edit_store_code import create_store_code, delete_store_code, edit_store_code
from app.acquisition.errors import StoreCodeNotFound, UnknownStore, UnknownTarget
from app.acquisition.nearest_code import Outcome, nearest_code
from app.acquisition.store_code_terms import StoreCodeTerms, StoreEntry
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.radar.links import read_token
from app.radar.states import EntranceKind
from app.stores.distance import metres
from app.stores.models import Store

ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
HERE = (31.2304, 121.4737)
CODE = """
INSERT INTO channel_codes (id, name, state, welcome_text, status, config_id, qr_code, created_at)
VALUES ($1, 'x', $2, '', $3, $2, $4, now())
"""
GROUP_CODE = """
INSERT INTO group_codes (id, name, state, status, look, lost_answers, chat_ids, groups_now, auto_create, base_name,
    base_id, campaign, qr_code, created_at)
VALUES ($1, 'x', $2, 'live', false, 0, '[]', '[]', false, '', 1, '', $3, now())
"""


async def store(at: tuple[float, float] | None, *, opened: bool = True, region: str = "310100") -> UUID:
    store_id = new_id()
    latitude, longitude = at or (None, None)
    hours = ALWAYS if opened else {}
    facts: dict[str, Any] = {"region_code": region, "latitude": latitude, "longitude": longitude, "hours": hours}
    await Store.create(id=store_id, code=store_id.hex, name=f"店{store_id}", created_at=clock.now(), **facts)
    return store_id


async def channel_code(status: str = "live") -> UUID:
    code_id = new_id()
    await db.execute(CODE, code_id, code_id.hex[:30], status, f"https://qr/{code_id}")
    return code_id


async def of_stores(*entries: StoreEntry, **more: object) -> UUID:
    given = {"name": "全国门店", "mode": "guide", "entries": list(entries)}
    return await create_store_code(StoreCodeTerms.model_validate(given | more))


def entry(store_id: UUID, target_id: UUID, radius_m: int = 5000) -> StoreEntry:
    return StoreEntry(store_id=store_id, target_id=target_id, radius_m=radius_m)


@pytest.mark.parametrize("seed", range(4))
async def test_it_finds_what_looking_at_every_store_finds(database: None, seed: int) -> None:
    chance = random.Random(seed)
    known: list[tuple[UUID, tuple[float, float], bool, int]] = []
    entries = []
    for _ in range(40):
        at = (HERE[0] + chance.uniform(-1.5, 1.5), HERE[1] + chance.uniform(-1.5, 1.5))
        opened, radius = chance.random() < 0.7, chance.choice([500, 5_000, 30_000, 150_000])
        store_id = await store(at, opened=opened)
        known.append((store_id, at, opened, radius))
        entries.append(entry(store_id, await channel_code(), radius))
    await store(HERE)
    code_id = await of_stores(*entries)
    seen = set()
    for _ in range(60):
        place = (HERE[0] + chance.uniform(-2.5, 2.5), HERE[1] + chance.uniform(-2.5, 2.5))
        near = [(metres(*place, *at), one) for one, at, opened, radius in known if metres(*place, *at) <= radius]
        open_ones = [pair for pair in near if next(opened for one, _, opened, _ in known if one == pair[1])]
        answer = await nearest_code(code_id, place)
        seen.add(answer.outcome)
        wanted = min(open_ones or near, default=None)
        assert [(one.metres, one.id) for one in answer.stores] == ([wanted] if wanted else [])
        assert (answer.outcome is Outcome.FAR) == (wanted is None)
    assert seen == {Outcome.NEAREST, Outcome.FAR}


async def test_a_closed_store_is_better_than_none_but_an_open_one_farther_away_is_better(database: None) -> None:
    near, far = await store(HERE, opened=False), await store((31.25, 121.4737))
    codes = {near: await channel_code(), far: await channel_code()}
    both = await of_stores(entry(near, codes[near]), entry(far, codes[far]))
    [shown] = (await nearest_code(both, HERE)).stores
    assert (shown.id, shown.open, shown.qr_code) == (far, True, f"https://qr/{codes[far]}")
    alone = await of_stores(entry(near, codes[near]))
    [shown] = (await nearest_code(alone, HERE)).stores
    assert (shown.id, shown.open, shown.metres) == (near, False, 0)


async def test_a_code_that_does_not_work_now_is_passed_over(database: None) -> None:
    near, far = await store(HERE), await store((31.25, 121.4737))
    code_id = await of_stores(entry(near, await channel_code("creating")), entry(far, await channel_code()))
    assert [one.id for one in (await nearest_code(code_id, HERE)).stores] == [far]


async def test_near_no_store_head_offices_code_is_given(database: None) -> None:
    office = await channel_code()
    only = entry(await store(HERE), await channel_code())
    code_id = await of_stores(only, fallback_id=office, far_text="请加总部客服")
    answer = await nearest_code(code_id, (39.9, 116.4))
    assert (answer.outcome, answer.stores, answer.text) == (Outcome.FAR, [], "请加总部客服")
    assert answer.fallback_qr_code == f"https://qr/{office}"
    await db.execute("UPDATE channel_codes SET status = 'disabled' WHERE id = $1", office)
    assert (await nearest_code(code_id, (39.9, 116.4))).fallback_qr_code is None


async def test_without_a_place_all_stores_are_listed_by_region(database: None) -> None:
    places = [("440100", None), ("310100", HERE), ("110100", (39.9, 116.4))]
    entries = [entry(await store(at, region=region), await channel_code()) for region, at in places]
    answer = await nearest_code(await of_stores(*entries), None)
    assert answer.outcome is Outcome.CHOOSE
    assert [(one.region_code, one.metres) for one in answer.stores] == [
        ("110100", None),
        ("310100", None),
        ("440100", None),
    ]


async def test_a_group_codes_picture_is_given_in_group_mode(database: None) -> None:
    here, group, guide = await store(HERE), new_id(), await channel_code()
    await db.execute(GROUP_CODE, group, group.hex[:30], "https://qr/group")
    code_id = await of_stores(entry(here, group), mode="group")
    assert [one.qr_code for one in (await nearest_code(code_id, HERE)).stores] == ["https://qr/group"]
    with pytest.raises(UnknownTarget):
        await of_stores(entry(here, guide), mode="group")
    with pytest.raises(UnknownTarget):
        await of_stores(entry(here, group))
    with pytest.raises(UnknownStore):
        await of_stores(entry(new_id(), guide))


async def test_its_poster_is_a_signed_entrance_and_edits_and_deletion_hold(database: None) -> None:
    here, guide = await store(HERE), await channel_code()
    code_id = await of_stores(entry(here, guide))
    shown = await store_code(code_id)
    assert read_token(shown.page.partition("&s=")[2]) == (EntranceKind.STORE, code_id)
    other = await store((31.25, 121.4737))
    await edit_store_code(code_id, shown.terms.model_copy(update={"entries": [entry(other, guide)]}))
    assert [one.id for one in (await nearest_code(code_id, HERE)).stores] == [other]
    for _ in range(2):
        await delete_store_code(code_id)
    assert await store_codes_page(None, 10) == []
    for gone in (code_id, uuid4()):
        with pytest.raises(StoreCodeNotFound):
            await nearest_code(gone, HERE)
