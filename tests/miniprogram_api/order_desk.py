"""A shop with everything that a wrong request may name, and proof that a refused request changed nothing."""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

import httpx

from app.catalog.shelve import shelve
from app.catalog.states import Shelf
from app.delivery import city_terms
from app.delivery.terms import NewCityTerms
from app.kernel import clock, db
from app.stores.states import StoreOffer
from tests.app.aftersale.factory import ask, delivered, line_ids
from tests.app.catalog.factory import stocked
from tests.app.delivery.factory import BANDS
from tests.app.inventory.factory import store
from tests.app.orders.factory import Shopper, shopper
from tests.app.promotions.coupons.factory import coupon, let_end
from tests.conftest import TABLES

FIVE_OFF = {"kind": "fixed", "amount": 500, "threshold": 0}
SLOTS = [{"from": "00:00", "until": "12:00", "capacity": 2}, {"from": "12:00", "until": "24:00", "capacity": 2}]


@dataclass(frozen=True)
class Desk:
    """Who and what there is. Ids are texts, as they stand in requests."""

    buyer: Shopper
    stranger: Shopper
    tea: str
    off_shelf: str
    download: str
    counter: str
    city: str
    coupons: dict[str, str]
    unpaid: str
    had: str
    had_line: str
    open_case: str

    def wish(self, **changed: Any) -> dict[str, Any]:
        """A good one, with some fields replaced."""
        good = {"lines": [{"sku_id": self.tea, "quantity": 1}], "address_id": str(self.buyer.home)}
        return {key: value for key, value in (good | changed).items() if value is not None}

    def of(self, sku_id: str, quantity: Any = 1, **more: Any) -> dict[str, Any]:
        return {"lines": [{"sku_id": sku_id, "quantity": quantity, **more}]}


async def open_desk(http: httpx.AsyncClient) -> Desk:
    """Tea on the shelf, of which the buyer has two; a stranger with a coupon and an address of their own."""
    buyer, stranger = await shopper(http), await shopper(http)
    tea, off = await stocked(stock=9), await stocked(stock=9, number=2)
    download = await stocked(stock=9, number=3)
    await shelve(off.product_id, Shelf.OFF)
    await db.execute("UPDATE products SET kind = 'virtual' WHERE id = $1", download.product_id)
    counter, _ = await store("S001", {tea.sku_id: 2}, services=(StoreOffer.PICK_UP,))
    city, _ = await store("S002", {tea.sku_id: 2})
    await city_terms.put(city, NewCityTerms.model_validate({"bands": BANDS, "slots": SLOTS}))
    coupons = {
        "ready": await coupon(buyer.member_id, terms=FIVE_OFF),
        "ended": await coupon(buyer.member_id, terms=FIVE_OFF),
        "foreign": await coupon(stranger.member_id, terms=FIVE_OFF),
    }
    await let_end(coupons["ended"])
    unpaid = await buyer.order((tea.sku_id, 1))
    had = await delivered(buyer.member_id, (tea.sku_id, 2))
    (line,) = await line_ids(had)
    return Desk(
        *(buyer, stranger, str(tea.sku_id), str(off.sku_id), str(download.sku_id), str(counter)),
        city=str(city),
        coupons={name: str(one) for name, one in coupons.items()},
        unpaid=unpaid["id"],
        had=str(had),
        had_line=str(line),
        open_case=str(await ask(had, buyer.member_id, {line: 1})),
    )


async def everything() -> dict[str, str]:
    """A digest of every row of every table."""
    names = sorted(row["relname"] for row in await db.fetch(TABLES))
    digest = "SELECT '{0}' AS name, coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS rows FROM \"{0}\" t"
    rows = await db.fetch(" UNION ALL ".join(digest.format(name) for name in names))
    return {row["name"]: row["rows"] for row in rows}


async def is_refused(by: Shopper, method: str, path: str, code: str, body: Any = None, key: str = "") -> None:
    """A 4xx problem with this code, which says in Chinese what is wrong and what to do; no row is another than before.

    `body` is sent as JSON, bytes as they are.
    """
    before = await everything()
    sent = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
    answer = await by.call(method, path, headers={"Idempotency-Key": key or token_hex(16)}, **sent)
    told = answer.json()
    assert 400 <= answer.status_code < 500, (path, body, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (told["status"], told["code"]) == (answer.status_code, code), (path, body, told)
    for text in (told["title"], told["detail"], *(fault["reason"] for fault in told.get("errors", []))):
        assert any("一" <= letter <= "龥" for letter in text), (path, body, told)
    changed = {name for name, rows in (await everything()).items() if rows != before[name]}
    assert not changed, (path, body)


def in_the_past() -> str:
    """The start of a slot of yesterday."""
    day = (clock.now() - timedelta(days=1)).astimezone(clock.SHANGHAI)
    return day.replace(hour=12, minute=0, second=0, microsecond=0).isoformat()


def uuids(count: int) -> list[UUID]:
    return [UUID(int=number + 1) for number in range(count)]
