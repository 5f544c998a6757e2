"""Quoting 10 lines under 5 promotions with 1 coupon, over HTTP, against bare Sanic with the same bytes.

Beside it stands what the arithmetic alone costs: `price` of the same basket, in µs of one core.
"""

import asyncio
import time
from datetime import timedelta
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener
from uuid import UUID

import orjson

from app.http.sessions import sessions
from app.kernel import clock, db
from app.kernel.settings import Settings
from app.main import running
from app.orders.basket import price_of
from app.orders.wanted import Wanted
from app.promotions.coupons.create_template import create_template
from app.promotions.coupons.issue import issue
from app.promotions.coupons.terms import NewTemplate
from app.promotions.create import create
from app.promotions.pricing.basket import Basket
from app.promotions.pricing.price import price
from app.promotions.terms import NewPromotion
from benchmarks.measure import Result, Round, compare
from benchmarks.shop import furnish
from benchmarks.surroundings import BenchFailed, Surroundings, surroundings

LINES, PRICED = 10, 2_000
PROMOTIONS: dict[str, dict[str, Any]] = {
    "会员价": {"kind": "member_price", "levels": [{"level": 1, "pay_rate": 9_500}]},
    "限时折扣": {"kind": "timed_price", "pay_rate": 9_000},
    "3 件 55 元": {"kind": "n_for_price", "n": 3, "price": 5_500},
    "第二件半价": {"kind": "nth_percent", "n": 2, "pay_rate": 5_000},
    "满减": {
        "kind": "spend_and_save",
        "by": "amount",
        "tiers": [{"at": 10_000, "money_off": 800}, {"at": 50_000, "money_off": 5_000}],
    },
}
SHARED_BY = {"限时折扣": slice(0, 2), "3 件 55 元": slice(2, 5), "第二件半价": slice(5, 8)}


def quote() -> Result:
    with surroundings() as here:
        wishes, basket = asyncio.run(_furnish(here.settings))
        product = here.serve_product()
        answer = _ask(product, wishes[0])
        bare = here.serve_bare(answer)

        def full(seconds: float) -> Round:
            return here.load(product, seconds, "quotes", wishes=wishes).round

        return compare("quote", "requests/s", full, _least(here, bare), _held(answer) | _arithmetic(basket))


def _least(here: Surroundings, bare: int) -> Any:
    return lambda seconds: here.load(bare, seconds, "pages", paths=["/"]).round


async def _furnish(settings: Settings) -> tuple[list[tuple[str, str]], Basket]:
    """The shop with its promotions: a (token, body) per member, each with a coupon, and the basket of the first."""
    _, skus, buyers = await furnish(settings)
    chosen = skus[:LINES]
    async with running(settings):
        await db.execute("UPDATE members SET level = 1")
        for title, terms in PROMOTIONS.items():
            await create(_promotion(title, terms, chosen[SHARED_BY.get(title, slice(0, LINES))]))
        template = await create_template(_template(len(buyers)))
        wishes, wanted, members = [], [], []
        for token, address in buyers:
            member = sessions().read(token).actor.id
            assert member is not None
            coupon = await issue(template, member, f"bench:{member}")
            lines = [{"sku_id": str(sku), "quantity": 1 + number % 2} for number, sku in enumerate(chosen)]
            body = {"lines": lines, "address_id": address, "coupon_ids": [str(coupon)]}
            wishes.append((token, orjson.dumps(body).decode()))
            pieces = tuple((sku, 1 + number % 2) for number, sku in enumerate(chosen))
            wanted.append(Wanted(pieces, address_id=UUID(address), coupon_ids=(coupon,)))
            members.append(member)
        await db.execute("VACUUM ANALYZE")
        return wishes, (await price_of(members[0], wanted[0], clock.now())).basket


def _promotion(title: str, terms: dict[str, Any], skus: list[UUID]) -> NewPromotion:
    now = clock.now()
    ends_at = now + timedelta(days=1)
    return NewPromotion.model_validate(
        {"title": title, "terms": terms, "scope": {"skus": skus}, "starts_at": now, "ends_at": ends_at}
    )


def _template(stock: int) -> NewTemplate:
    now = clock.now()
    return NewTemplate.model_validate(
        {
            "title": "满 50 减 10",
            "mode": "claim",
            "terms": {"kind": "fixed", "amount": 1_000, "threshold": 5_000},
            "stock": stock,
            "valid_days": 7,
            "issue_from": now,
            "issue_until": now + timedelta(days=1),
        }
    )


def _ask(port: int, wish: tuple[str, str]) -> bytes:
    token, body = wish
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    asked = Request(f"http://127.0.0.1:{port}/mp/v1/quotes", body.encode(), headers)
    answer: bytes = build_opener(ProxyHandler({})).open(asked).read()
    return answer


def _held(answer: bytes) -> dict[str, Any]:
    """Raises BenchFailed unless every promotion and the coupon took something off."""
    shown = orjson.loads(answer)
    took = {rule["title"]: rule["amount"] for rule in shown["rules"] if rule["applied"] and rule["shares"]}
    if len(shown["lines"]) != LINES or not all(took.get(title) for title in (*PROMOTIONS, "满 50 减 10")):
        raise BenchFailed(f"a quote of {len(shown['lines'])} lines where these took something off: {took}")
    return {"answer_bytes": len(answer), "lines": LINES, "took_off": took, "total": shown["total"]}


def _arithmetic(basket: Basket) -> dict[str, Any]:
    began = time.process_time_ns()
    for _ in range(PRICED):
        price(basket)
    return {"price_us": round((time.process_time_ns() - began) / PRICED / 1_000, 1)}
