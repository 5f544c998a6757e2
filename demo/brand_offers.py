"""What the demo brand offers: promotions, coupons, and bonuses on stored value."""

from datetime import timedelta
from typing import Any

from app.kernel import clock
from app.kernel.db import atomic
from app.promotions.coupons.create_template import create_template
from app.promotions.coupons.terms import NewTemplate
from app.promotions.create import create
from app.promotions.terms import NewPromotion
from app.wallet.offer import offer
from demo.brand_stores import CUP, skus_of

LASTS = timedelta(days=730)
PLENTY = 1_000_000
# Fen paid and fen given on top.
TOP_UPS = [(10_000, 500), (30_000, 3_000), (100_000, 15_000)]
GREEN_TIERS = [{"at": 20_000, "money_off": 3_000}, {"at": 50_000, "money_off": 10_000}]
LEVELS = [{"level": 1, "pay_rate": 9_500}, {"level": 2, "pay_rate": 9_000}]
COUPONS: list[dict[str, Any]] = [
    {
        "title": "新人礼 满 50 减 10",
        "mode": "register",
        "terms": {"kind": "fixed", "amount": 1_000, "threshold": 5_000},
    },
    {"title": "满 100 减 15", "mode": "claim", "terms": {"kind": "fixed", "amount": 1_500, "threshold": 10_000}},
    {"title": "白茶九折，最多减 30", "mode": "claim", "terms": {"kind": "percent", "rate": 1_000, "cap": 3_000}}
    | {"scope": {"categories": ["茶叶/白茶"]}},
    {"title": "免邮券", "mode": "claim", "terms": {"kind": "freight"}, "scope": {"channels": ["express"]}},
    {"title": "回购礼 满 200 减 30", "mode": "after_payment", "least_paid": 10_000}
    | {"terms": {"kind": "fixed", "amount": 3_000, "threshold": 20_000}},
]


@atomic
async def make_offers() -> None:
    """Everything starts now and lasts two years. Oolongs have no promotion, so that there are plain prices too."""
    now = clock.now()
    for promotion in await _promotions():
        await create(NewPromotion.model_validate(promotion | {"starts_at": now, "ends_at": now + LASTS}))
    issued = {"stock": PLENTY, "issue_from": now, "issue_until": now + LASTS, "valid_days": 30}
    for coupon in COUPONS:
        await create_template(NewTemplate.model_validate(coupon | issued))
    for amount, bonus in TOP_UPS:
        await offer(amount, bonus)


async def _promotions() -> list[dict[str, Any]]:
    bags = [(await skus_of(code))[0] for code in ("T0003", "T0008", "T0013")]
    cup = (await skus_of(CUP))[0]
    return [
        {"title": "绿茶满 200 减 30", "scope": {"categories": ["茶叶/绿茶"]}}
        | {"terms": {"kind": "spend_and_save", "by": "amount", "tiers": GREEN_TIERS}},
        {"title": "黑茶满 300 赠品茗杯", "scope": {"categories": ["茶叶/黑茶"]}}
        | {"terms": {"kind": "spend_and_save", "by": "amount", "tiers": [{"at": 30_000, "gift": {"sku_id": cup}}]}},
        {"title": "普洱袋装任选 3 件 59 元", "scope": {"skus": bags}}
        | {"terms": {"kind": "n_for_price", "n": 3, "price": 5_900}},
        {"title": "白茶第二件半价", "scope": {"categories": ["茶叶/白茶"]}}
        | {"terms": {"kind": "nth_percent", "n": 2, "pay_rate": 5_000}},
        {"title": "会员价", "terms": {"kind": "member_price", "levels": LEVELS}},
    ]
