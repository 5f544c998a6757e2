"""Which store's code a consumer gets from a store code: the nearest, by where they are. The place is kept nowhere."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson

from app.acquisition.errors import StoreCodeNotFound
from app.acquisition.models import StoreCode
from app.acquisition.states import StoreCodeMode
from app.kernel import db
from app.stores import sql as store_sql
from app.stores.distance import METRES
from app.stores.nearby import Search, stores_nearby

MOST_LISTED = 500


class Outcome(StrEnum):
    """`nearest`: the one store. `choose`: the place is not known. `far`: near no store; head office's code."""

    NEAREST = "nearest"
    CHOOSE = "choose"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class ShownStore:
    """A store of the code with the picture its people scan. `metres` is null when the place is not known."""

    id: UUID
    name: str
    region_code: str
    address: str
    phone: str
    metres: int | None
    open: bool
    qr_code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`stores` holds one for `nearest`, those to choose from for `choose`, none for `far`.

    `text` and `fallback_qr_code` are head office's word and picture, the picture null when there is none (now).
    """

    outcome: Outcome
    mode: StoreCodeMode
    stores: list[ShownStore]
    text: str
    fallback_qr_code: str | None


# Only stores whose code can be scanned now, so that the next nearest stands in while one is being made anew.
_TABLES = {StoreCodeMode.GUIDE: "channel_codes", StoreCodeMode.GROUP: "group_codes"}
_TARGET = """JOIN store_code_entries e ON e.store_id = st.id AND e.code_id = $18
    JOIN {table} target ON target.id = e.target_id AND target.status = 'live' AND target.qr_code IS NOT NULL"""
_WITHIN = f"{_TARGET} AND {METRES} <= e.radius_m"
_COLUMNS = ", target.qr_code"
NEAREST = {mode: store_sql.nearby(_COLUMNS, _WITHIN.format(table=table)) for mode, table in _TABLES.items()}
ALL = {mode: store_sql.nearby(_COLUMNS, _TARGET.format(table=table)) for mode, table in _TABLES.items()}
FALLBACK = {mode: f"SELECT qr_code FROM {table} WHERE id = $1 AND status = 'live'" for mode, table in _TABLES.items()}


async def nearest_code(code_id: UUID, place: tuple[float, float] | None) -> Answer:
    """`place` is (latitude, longitude) in GCJ-02. The nearest store that is open now and within its own radius; when
    all of these are closed the nearest of them, since a friend may be made at night. Raises StoreCodeNotFound.
    """
    code = await StoreCode.get_or_none(id=code_id, deleted_at=None)
    if code is None:
        raise StoreCodeNotFound
    if place is None:
        return await _answer(code, Outcome.CHOOSE, await _stores(ALL[code.mode], code_id, Search(limit=MOST_LISTED)))
    for open_now in (True, False):
        search = Search(latitude=place[0], longitude=place[1], open_now=open_now, limit=1)
        if found := await _stores(NEAREST[code.mode], code_id, search):
            return await _answer(code, Outcome.NEAREST, found)
    return await _answer(code, Outcome.FAR, [])


async def _stores(statement: str, code_id: UUID, search: Search) -> list[ShownStore]:
    page: dict[str, list[dict[str, Any]]] = orjson.loads(await stores_nearby(search, statement, code_id))
    names = ShownStore.__dataclass_fields__
    found = [ShownStore(**{name: one[name] for name in names} | {"id": UUID(one["id"])}) for one in page["items"]]
    return sorted(found, key=lambda one: (one.region_code, one.name)) if search.latitude is None else found


async def _answer(code: StoreCode, outcome: Outcome, stores: list[ShownStore]) -> Answer:
    fallback = await db.fetch_value(FALLBACK[code.mode], code.fallback_id) if code.fallback_id else None
    return Answer(outcome, code.mode, stores, code.far_text, fallback)
