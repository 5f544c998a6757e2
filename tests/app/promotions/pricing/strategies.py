"""Any basket the product can meet, for property tests. Small numbers and few ids, so that everything collides."""

from typing import Any

from hypothesis import strategies as st

from app.delivery.freight import FreightTerms
from app.delivery.states import Basis
from app.promotions.pricing.basket import Basket, CouponTerms, Item, Rule, Scope
from app.promotions.states import CouponKind, PromotionKind
from tests.app.promotions.pricing.factory import AT, number

SKUS = range(1, 5)
fen = st.one_of(st.integers(1, 12), st.integers(1, 30_000))
fen_or_none = st.none() | fen
rates = st.integers(1, 9_999)
pay_rates = st.integers(0, 9_999)
counts = st.integers(2, 6)
some_skus = st.lists(st.sampled_from(SKUS), unique=True, max_size=3)
groups = st.sampled_from(["", "a", "b"])
items = st.builds(
    Item,
    sku_id=st.sampled_from(SKUS).map(number),
    product_id=st.sampled_from(SKUS).map(lambda sku: number(1000 + sku)),
    category=st.sampled_from(["茶", "茶/绿茶", "水果"]),
    brand=st.sampled_from(["云上", "花间"]),
    quantity=st.one_of(st.integers(1, 5), st.integers(1, 999)),
    price=st.one_of(st.just(0), fen),
    weight_g=st.integers(0, 900),
    volume_cm3=st.integers(0, 900),
    freight=st.sampled_from([None, 0, 1]),
)
scopes = st.builds(
    Scope,
    products=some_skus.map(lambda found: tuple(number(1000 + sku) for sku in found)),
    skus=some_skus.map(lambda found: tuple(number(sku) for sku in found)),
    categories=st.sampled_from([(), ("茶",), ("水果", "茶/绿茶")]),
    brands=st.sampled_from([(), ("云上",)]),
    excluded_products=st.sampled_from([(), (number(1001),)]),
    channels=st.sampled_from([(), ("express",), ("pick_up",)]),
    least_level=st.sampled_from([0, 0, 2]),
)


def _prices() -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(SKUS).map(lambda sku: str(number(sku))), fen, max_size=3)


def _climbing(low: int, high: int, rest: st.SearchStrategy[dict[str, Any]], key: str) -> st.SearchStrategy[Any]:
    steps = st.lists(st.integers(low, high), min_size=1, max_size=3, unique=True).map(sorted)
    return st.builds(
        lambda found, more: [{key: at, **one} for at, one in zip(found, more, strict=False)],
        steps,
        st.lists(rest, min_size=3, max_size=3),
    )


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


gifts = st.fixed_dictionaries({"sku_id": st.sampled_from(SKUS).map(lambda sku: str(number(sku))), "quantity": counts})
benefits = st.fixed_dictionaries(
    {"points": st.integers(1, 500)},
    optional={"off_rate": rates, "cap": fen, "gift": gifts, "free_freight": st.booleans()},
) | st.fixed_dictionaries({"money_off": fen}, optional={"gift": gifts, "coupon_template_id": st.uuids().map(str)})
parts = st.lists(
    st.fixed_dictionaries(
        {"skus": some_skus.map(lambda found: [str(number(sku)) for sku in found]), "quantity": st.integers(1, 4)}
    ),
    min_size=1,
    max_size=3,
)
terms = {
    PromotionKind.TIMED_PRICE: _some(pay_rate=rates, price=fen, prices=_prices()),
    PromotionKind.MEMBER_PRICE: st.fixed_dictionaries(
        {"levels": _climbing(1, 4, _some(pay_rate=rates, prices=_prices()), "level")}
    ),
    PromotionKind.N_FOR_PRICE: st.fixed_dictionaries({"n": counts, "price": fen}),
    PromotionKind.NTH_PERCENT: st.fixed_dictionaries({"n": counts, "pay_rate": pay_rates, "same_sku": st.booleans()}),
    PromotionKind.BUNDLE: st.fixed_dictionaries({"price": fen, "parts": parts}),
    PromotionKind.SPEND_AND_SAVE: st.fixed_dictionaries(
        {
            "by": st.sampled_from(["amount", "pieces"]),
            "tiers": _climbing(1, 20_000, benefits, "at"),
            "repeats": st.booleans(),
        }
    ),
}


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    kind = draw(st.sampled_from(list(PromotionKind)))
    return Rule(draw(st.uuids()), kind, "活动", draw(st.integers(1, 3)), draw(groups), draw(scopes), draw(terms[kind]))


coupons = st.builds(
    CouponTerms,
    coupon_id=st.uuids(),
    template_id=st.uuids(),
    kind=st.sampled_from(CouponKind),
    title=st.just("券"),
    scope=scopes,
    stacking_group=groups,
    threshold=st.sampled_from([0, 0, 5_000]),
    amount=fen,
    rate=rates,
    cap=fen_or_none,
)
freights = st.builds(
    FreightTerms,
    name=st.just("快递"),
    basis=st.sampled_from(Basis),
    first=st.integers(0, 1_000),
    first_fee=st.integers(0, 2_000),
    extra=st.integers(1, 500),
    extra_fee=st.integers(0, 500),
    free_over=fen_or_none,
    free_pieces=st.none() | st.integers(1, 20),
)
baskets = st.builds(
    Basket,
    at=st.just(AT),
    items=st.lists(items, max_size=6).map(tuple),
    rules=st.lists(rules(), max_size=5, unique_by=lambda rule: rule.id).map(tuple),
    coupons=st.lists(coupons, max_size=3, unique_by=lambda one: one.coupon_id).map(tuple),
    level=st.integers(0, 4),
    channel=st.sampled_from(["express", "pick_up"]),
    points_wanted=st.sampled_from([0, 1, 300, 1_000_000]),
    points_balance=st.integers(0, 2_000),
    fen_per_point=st.sampled_from([1, 1, 10]),
    points_share=st.sampled_from([5_000, 10_000, 3_333]),
    stored_value=st.sampled_from([0, 0, 1, 7_777, 10**9]),
    freight=st.tuples(freights, freights),
    gift_stock=st.dictionaries(st.sampled_from(SKUS).map(number), st.integers(0, 30), max_size=3).map(
        lambda stock: tuple(stock.items())
    ),
)
