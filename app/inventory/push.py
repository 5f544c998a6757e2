"""Stock told by systems outside (ERP, POS): each row under its source's own sequence, so old news changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.inventory import sql
from app.inventory.apply_push import Level, News, PushRow, Verdict, apply
from app.inventory.states import MovementKind
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id

MOST_ROWS = 1_000

Place = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a row; `row` counts from 1. `on_hand` and `held` are those after it, None for unknown places."""

    row: int
    verdict: Verdict
    on_hand: int | None = None
    held: int | None = None


@atomic
async def push(source: str, rows: Sequence[PushRow]) -> list[Applied]:
    """Apply at most 1,000 rows of one source (≤ 32 characters), in the order of their sequences per SKU and location.

    Answers row by row, in the order given; a row that is refused changes nothing, the others count. See apply_push
    for what a row does. A handful of statements, however many rows.
    """
    if len(rows) > MOST_ROWS:
        raise ValueError(f"at most {MOST_ROWS} rows at once")
    places = await _places(rows)
    news: dict[Place, list[tuple[int, PushRow]]] = {}
    answers: dict[int, Applied] = {}
    for number, (row, (sku_id, location_id)) in enumerate(zip(rows, places, strict=True), 1):
        if sku_id is None or location_id is None:
            verdict = Verdict.UNKNOWN_LOCATION if location_id is None else Verdict.UNKNOWN_SKU
            answers[number] = Applied(number, verdict)
        else:
            news.setdefault((sku_id, location_id), []).append((number, row))
    outcomes = await _read_and_apply(source, news)
    for place, told in news.items():
        for (number, _), step in zip(told, outcomes[place].steps, strict=True):
            answers[number] = Applied(number, step.verdict, step.on_hand, outcomes[place].held)
    await _write(source, outcomes)
    return [answers[number] for number in sorted(answers)]


async def _places(rows: Sequence[PushRow]) -> list[tuple[UUID | None, UUID | None]]:
    codes = [row.location_code for row in rows], [row.sku_code for row in rows]
    return [(row["sku_id"], row["location_id"]) for row in await db.fetch(sql.PUSH_PLACES, *codes)]


async def _read_and_apply(source: str, news: dict[Place, list[tuple[int, PushRow]]]) -> dict[Place, News]:
    skus, locations = [sku_id for sku_id, _ in news], [location_id for _, location_id in news]
    locked = await db.fetch(sql.LOCK, skus, locations, [new_id() for _ in news])
    positions = {
        (row["sku_id"], row["location_id"]): int(row["sequence"])
        for row in await db.fetch(sql.PUSH_POSITIONS, source, skus, locations)
    }
    outcomes = {}
    for row in locked:
        place = (row["sku_id"], row["location_id"])
        level = Level(row["on_hand"], row["held"], positions.get(place))
        outcomes[place] = apply(level, [told for _, told in news[place]])
    return outcomes


async def _write(source: str, outcomes: dict[Place, News]) -> None:
    moves = [(place, step) for place, news in outcomes.items() for step in news.steps if step.moved]
    moved = {place: news for place, news in outcomes.items() if news.position is not None}
    now = clock.now()
    await db.execute(
        sql.MOVE,
        [new_id() for _ in moves],
        [place[0] for place, _ in moves],
        [place[1] for place, _ in moves],
        [step.moved for _, step in moves],
        [f"push:{source}:{place[0]}:{place[1]}:{step.sequence}" for place, step in moves],
        MovementKind.PUSH,
        now,
    )
    await db.execute(
        sql.WRITE_POSITIONS,
        source,
        [new_id() for _ in moved],
        [sku_id for sku_id, _ in moved],
        [location_id for _, location_id in moved],
        [news.position for news in moved.values()],
        now,
    )
