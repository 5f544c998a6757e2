"""What became of sendings: one statement, against a count by hand over whatever may happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.analytics.content_sends import Chosen, Dimension, Line, content_statistics
from app.kernel import db
from app.kernel.clock import SHANGHAI
from app.kernel.ids import new_id

NAMES = UUID("0196b6a2-0000-7000-8000-000000000001")
FIRST = date(2026, 6, 1)
# Two hours before Shanghai's midnight of the first day: hours around it fall on three days, one of them left out.
START = datetime(2026, 5, 31, 14, 0, tzinfo=UTC)
DAYS = (FIRST, FIRST + timedelta(days=1))


def thing(kind: str, number: int) -> UUID:
    return uuid5(NAMES, f"{kind} {number}")


@dataclass(frozen=True)
class Send:
    guide: int
    store: int | None
    material: int | None
    subject: int | None
    hours: int
    sent: bool

    @property
    def at(self) -> datetime:
        return START + timedelta(hours=self.hours)


@dataclass(frozen=True)
class Open:
    """`of` counts sendings round and round; `kind` tells apart whose id it is."""

    of: int
    member: int
    kind: str


@dataclass(frozen=True)
class Order:
    of: int
    member: int
    kind: str
    total: int
    paid: bool
    back: int
    back_status: str


some = st.none() | st.integers(0, 1)
sends = st.lists(
    st.builds(Send, st.integers(0, 2), some, some, some, st.integers(0, 80), st.booleans()), min_size=1, max_size=8
)
kinds = st.sampled_from(["guide", "guide", "guide", "sop"])
opens = st.lists(st.builds(Open, st.integers(0, 7), st.integers(0, 2), kinds), max_size=12)
statuses = st.sampled_from(["done", "refunding", "requested"])
amounts = st.integers(0, 500)
orders = st.lists(
    st.builds(
        Order, st.integers(0, 7), st.integers(0, 2), kinds, st.integers(500, 2_000), st.booleans(), amounts, statuses
    ),
    max_size=12,
)


async def empty() -> None:
    for table in ("content_sends", "radar_entrances", "orders", "after_sales"):
        await db.execute(f"DELETE FROM {table}")


async def put(ids: Sequence[UUID], sent: Sequence[Send], opened: Sequence[Open], bought: Sequence[Order]) -> None:
    for send_id, one in zip(ids, sent, strict=True):
        parts = [
            None if number is None else thing(kind, number)
            for kind, number in (("store", one.store), ("material", one.material), ("subject", one.subject))
        ]
        await db.execute(
            "INSERT INTO content_sends (id, staff_id, store_id, material_id, subject_id, kind, title, status,"
            " prepared_at) VALUES ($1, $2, $3, $4, $5, 'product', '', $6, $7)",
            *(send_id, thing("guide", one.guide), *parts, "sent" if one.sent else "prepared", one.at),
        )
    for each in opened:
        await db.execute(
            "INSERT INTO radar_entrances (id, member_id, kind, source_id, entered_at) VALUES ($1, $2, $3, $4, $5)",
            *(new_id(), thing("member", each.member), each.kind, ids[each.of % len(ids)], START),
        )
    for order in bought:
        await put_order(order, ids[order.of % len(ids)])


async def put_order(order: Order, send_id: UUID) -> None:
    order_id, member = new_id(), thing("member", order.member)
    await db.execute(
        "INSERT INTO orders (id, number, member_id, idempotency_key, request_hash, status, total, payable, expires_at,"
        " placed_at, paid_at, entrance_kind, entrance_source_id) VALUES ($1, $2, $3, $2, '', 'paid', $4, $4, $5, $5,"
        " $6, $7, $8)",
        *(order_id, order_id.hex, member, order.total, START, START if order.paid else None, order.kind, send_id),
    )
    if order.back:
        await db.execute(
            "INSERT INTO after_sales (id, number, order_id, member_id, idempotency_key, kind, status, reason, note,"
            " pictures, amount, freight, stored_value, points, refusal, created_at)"
            " VALUES ($1, $2, $3, $4, $2, 'return', $6, 'unwanted', '', '[]', $5, 0, 7, 0, '', $7)",
            *(new_id(), new_id().hex, order_id, member, order.back, order.back_status, START),
        )


def key_of(by: Dimension, one: Send) -> str:
    if by is Dimension.DAY:
        return f"{one.at.astimezone(SHANGHAI):%Y-%m-%d}"
    number = getattr(one, by.value)
    return "" if number is None else str(thing(by.value, number))


def by_hand(
    by: Dimension, sent: Sequence[Send], opened: Sequence[Open], bought: Sequence[Order], **only: int
) -> list[Line]:
    def counts(one: Send) -> bool:
        here = DAYS[0] <= one.at.astimezone(SHANGHAI).date() <= DAYS[1]
        return here and all(getattr(one, name) == number for name, number in only.items())

    lines = []
    for key in sorted({key_of(by, one) for one in sent if counts(one)}):
        mine = {number for number, one in enumerate(sent) if counts(one) and key_of(by, one) == key}
        came = [one for one in opened if one.of % len(sent) in mine and one.kind == "guide"]
        paid = [one for one in bought if one.of % len(sent) in mine and one.kind == "guide" and one.paid]
        backs = [one.back + 7 for one in paid if one.back and one.back_status != "requested"]
        lines.append(
            Line(
                key,
                len(mine),
                sum(sent[number].sent for number in mine),
                len(came),
                len({one.member for one in came}),
                len(paid),
                len({one.member for one in paid}),
                sum(one.total for one in paid),
                sum(backs),
            )
        )
    return lines


@given(sent=sends, opened=opens, bought=orders, guide=st.integers(0, 2), number=st.integers(0, 1))
@settings(max_examples=40, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_one_statement_counts_what_a_count_by_hand_counts(
    database: None, sent: list[Send], opened: list[Open], bought: list[Order], guide: int, number: int
) -> None:
    await empty()
    await put([new_id() for _ in sent], sent, opened, bought)
    everything = (sent, opened, bought)
    for by in Dimension:
        shown = await content_statistics(by, Chosen(*DAYS), None, 100)
        assert shown == by_hand(by, *everything)
        if shown:
            assert await content_statistics(by, Chosen(*DAYS), shown[0].key, 1) == shown[1:2]
    filters: list[tuple[Chosen, dict[str, Any]]] = [
        (Chosen(*DAYS, staff_id=thing("guide", guide)), {"guide": guide}),
        (Chosen(*DAYS, store_id=thing("store", number)), {"store": number}),
        (Chosen(*DAYS, material_id=thing("material", number)), {"material": number}),
    ]
    for chosen, only in filters:
        assert await content_statistics(Dimension.DAY, chosen, None, 100) == by_hand(Dimension.DAY, *everything, **only)
