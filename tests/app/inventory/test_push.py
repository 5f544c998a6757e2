from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.models import Sku
from app.inventory import queries
from app.inventory.apply_push import Level, PushMode, PushRow, Verdict, apply
from app.inventory.models import Movement, PushPosition
from app.inventory.push import Applied, push
from app.inventory.states import MovementKind
from app.kernel import db
from app.kernel.ids import new_id
from tests.app.inventory.factory import skus, take, warehouse

V = Verdict


def told(code: str, sequence: int, quantity: int, mode: PushMode = PushMode.ABSOLUTE) -> PushRow:
    return PushRow("W001", code, sequence, mode, quantity)


def more(code: str, sequence: int, quantity: int) -> PushRow:
    return told(code, sequence, quantity, PushMode.DELTA)


async def code_of(sku_id: UUID) -> str:
    return (await Sku.get(id=sku_id)).code


async def test_old_news_and_repeated_news_change_nothing(database: None) -> None:
    (tea,) = await skus(1)
    hub, code = await warehouse(pieces={tea: 2}), await code_of(tea)
    assert await push("erp", [told(code, 5, 30)]) == [Applied(1, V.APPLIED, 30, 0)]
    assert await push("erp", [told(code, 5, 30)]) == [Applied(1, V.STALE, 30, 0)]
    assert await push("erp", [told(code, 4, 99)]) == [Applied(1, V.STALE, 30, 0)]
    assert await push("erp", [more(code, 6, -4)]) == [Applied(1, V.APPLIED, 26, 0)]
    assert await push("pos", [more(code, 1, 1)]) == [Applied(1, V.APPLIED, 27, 0)]
    assert await queries.level(hub, tea) == queries.Level(27, 0, 0)
    pushed = await Movement.filter(kind=MovementKind.PUSH).order_by("id")
    assert [movement.quantity for movement in pushed] == [28, -4, 1]


async def test_rows_of_one_batch_count_in_the_order_of_their_sequences(database: None) -> None:
    (tea,) = await skus(1)
    hub, code = await warehouse(), await code_of(tea)
    rows = [more(code, 3, -1), told(code, 2, 10), told(code, 1, 99), more(code, 3, -1)]
    found = await push("pos", rows)
    assert [one.verdict for one in found] == [V.APPLIED, V.APPLIED, V.APPLIED, V.STALE]
    assert [one.on_hand for one in found] == [9, 10, 99, 9]
    assert (await queries.level(hub, tea)).on_hand == 9


async def test_what_is_unknown_is_told_row_by_row_and_the_rest_counts(database: None) -> None:
    (tea,) = await skus(1)
    hub, code = await warehouse(), await code_of(tea)
    rows = [told("nothing", 1, 5), PushRow("W999", code, 1, PushMode.ABSOLUTE, 5), told(code, 1, 5)]
    found = await push("erp", rows)
    assert [(one.row, one.verdict) for one in found] == [(1, V.UNKNOWN_SKU), (2, V.UNKNOWN_LOCATION), (3, V.APPLIED)]
    assert (await queries.level(hub, tea)).on_hand == 5


async def test_a_figure_below_what_orders_hold_stops_selling_and_is_told(database: None) -> None:
    (tea,) = await skus(1)
    hub, code = await warehouse(pieces={tea: 10}), await code_of(tea)
    await take(new_id(), hub, {tea: 4})
    assert await push("erp", [told(code, 1, 3)]) == [Applied(1, V.CONFLICT, 4, 4)]
    assert await queries.level(hub, tea) == queries.Level(4, 4, 0)
    assert await push("erp", [told(code, 1, 3)]) == [Applied(1, V.STALE, 4, 4)]


async def test_a_change_below_what_orders_hold_is_refused_and_may_come_again(database: None) -> None:
    (tea,) = await skus(1)
    hub, code = await warehouse(pieces={tea: 5}), await code_of(tea)
    order = new_id()
    await take(order, hub, {tea: 4})
    assert await push("pos", [more(code, 1, -2)]) == [Applied(1, V.CONFLICT, 5, 4)]
    assert not await PushPosition.exists()
    await db.execute("UPDATE stocks SET held = 0; UPDATE stock_holds SET status = 'released'")
    assert await push("pos", [more(code, 1, -2)]) == [Applied(1, V.APPLIED, 3, 0)]


async def test_a_full_batch_takes_a_handful_of_statements(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await skus(500)
    hub = await warehouse()
    codes = {sku.id: sku.code for sku in await Sku.filter(id__in=made)}
    rows = [told(codes[sku_id], sequence, sequence) for sku_id in made for sequence in (1, 2)]
    statements: list[str] = []
    for name in ("fetch", "execute"):
        monkeypatch.setattr(db, name, counting(getattr(db, name), statements))
    found = await push("erp", rows)
    assert len(statements) == 5
    assert {one.verdict for one in found} == {V.APPLIED}
    assert await db.fetch_value("SELECT sum(on_hand)::int FROM stocks WHERE location_id = $1", hub) == 1_000


def counting(ask: Callable[..., Any], statements: list[str]) -> Callable[..., Any]:
    async def run(sql: str, *values: Any) -> Any:
        statements.append(sql)
        return await ask(sql, *values)

    return run


levels = st.builds(
    lambda held, more, position: Level(held + more, held, position),
    st.integers(0, 9),
    st.integers(0, 9),
    st.none() | st.integers(0, 5),
)
rows = st.lists(
    st.builds(told, st.just("K"), st.integers(0, 9), st.integers(-12, 12), st.sampled_from(PushMode)), max_size=8
)


@given(levels, rows)
def test_no_push_takes_what_is_held_or_counts_a_sequence_twice(level: Level, told_rows: list[PushRow]) -> None:
    news = apply(level, told_rows)
    assert len(news.steps) == len(told_rows)
    assert all(step.on_hand >= level.held for step in news.steps)
    counted = [step.sequence for row, step in zip(told_rows, news.steps, strict=True) if counts(row, step.verdict)]
    assert len(counted) == len(set(counted))
    assert all(sequence > (-1 if level.position is None else level.position) for sequence in counted)
    assert news.position == (max(counted) if counted else None)
    assert all(step.moved == 0 for step in news.steps if step.sequence not in counted)


@given(levels, rows)
def test_saying_it_all_again_changes_nothing(level: Level, told_rows: list[PushRow]) -> None:
    first = apply(level, told_rows)
    on_hand = level.on_hand + sum(step.moved for step in first.steps)
    position = level.position if first.position is None else first.position
    again = apply(Level(on_hand, level.held, position), [row for row in told_rows if row.mode is PushMode.ABSOLUTE])
    assert all(step.moved == 0 for step in again.steps if step.verdict is V.STALE)
    assert all(step.verdict is V.STALE for step in again.steps if position is not None and step.sequence <= position)


def counts(row: PushRow, verdict: Verdict) -> bool:
    return verdict is V.APPLIED or (verdict is V.CONFLICT and row.mode is PushMode.ABSOLUTE)
