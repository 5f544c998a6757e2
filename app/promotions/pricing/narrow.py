"""A basket without what cannot concern it, so that what an order keeps stays small however large the campaigns are."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from app.promotions.pricing.basket import Basket, Scope
from app.promotions.states import PromotionKind

MANY = 20
PER_SKU = (PromotionKind.TIMED_PRICE, PromotionKind.MEMBER_PRICE, PromotionKind.BUNDLE)
T = TypeVar("T")


def narrow(basket: Basket) -> Basket:
    """The same basket at the same price: of long lists of ids only those of its own goods and store are left.

    Narrowing again changes nothing.
    """
    wide_rules = [_is_wide(rule.scope) or (rule.kind in PER_SKU and _is_long(rule.terms)) for rule in basket.rules]
    wide_coupons = [_is_wide(one.scope) for one in basket.coupons]
    if not any(wide_rules) and not any(wide_coupons):
        return basket
    own = frozenset(name for item in basket.items for name in (item.sku_id, item.product_id))
    names = frozenset(map(str, own))
    rules = tuple(
        replace(rule, scope=_scope(rule.scope, own, basket), terms=_terms(rule.terms, names)) if is_wide else rule
        for rule, is_wide in zip(basket.rules, wide_rules, strict=True)
    )
    coupons = tuple(
        replace(one, scope=_scope(one.scope, own, basket)) if is_wide else one
        for one, is_wide in zip(basket.coupons, wide_coupons, strict=True)
    )
    return replace(basket, rules=rules, coupons=coupons)


def _is_wide(scope: Scope) -> bool:
    return (
        len(scope.products) > MANY
        or len(scope.skus) > MANY
        or len(scope.excluded_products) > MANY
        or len(scope.stores) > MANY
    )


def _is_long(value: Any) -> bool:
    if isinstance(value, dict):
        return len(value) > MANY or any(map(_is_long, value.values()))
    return isinstance(value, list) and (len(value) > MANY or any(map(_is_long, value)))


def _scope(scope: Scope, own: frozenset[Any], basket: Basket) -> Scope:
    return replace(
        scope,
        products=_named(scope.products, own),
        skus=_named(scope.skus, own),
        excluded_products=tuple(one for one in scope.excluded_products if one in own),
        stores=_named(scope.stores, (basket.store_id,)),
    )


def _named(ids: tuple[T, ...], own: Iterable[Any]) -> tuple[T, ...]:
    """One foreign id stays where none is left: an empty part would mean all."""
    return ids if len(ids) <= MANY else tuple(one for one in ids if one in own) or ids[:1]


def _terms(terms: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """Prices and parts of bundles by SKU, at any depth."""
    return {key: _part(value, names) for key, value in terms.items()}


def _part(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, list):
        if len(value) > MANY and isinstance(value[0], str):
            return [one for one in value if one in names] or value[:1]
        return [_part(one, names) for one in value]
    if isinstance(value, dict):
        if len(value) > MANY:
            return {key: price for key, price in value.items() if key in names}
        return _terms(value, names)
    return value
