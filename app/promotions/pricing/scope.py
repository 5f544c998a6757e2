"""Which lines a scope covers."""

from app.promotions.pricing.basket import Basket, Item, Scope


def refusal(scope: Scope, basket: Basket) -> str:
    """Why nothing of this basket can be in scope, whatever the goods; empty when something may be."""
    if scope.stores and basket.store_id not in scope.stores:
        return "仅限指定门店"
    if scope.channels and basket.channel not in scope.channels:
        return "不适用于所选配送方式"
    if basket.level < scope.least_level:
        return f"{scope.least_level} 级及以上会员可用"
    return ""


def covered(scope: Scope, items: tuple[Item, ...]) -> list[int]:
    """The lines whose goods are in scope, by index."""
    lines = list(range(len(items)))
    if scope.products or scope.skus:
        products, skus = frozenset(scope.products), frozenset(scope.skus)
        lines = [i for i in lines if items[i].product_id in products or items[i].sku_id in skus]
    if scope.categories:
        lines = [i for i in lines if _is_below(items[i].category, scope.categories)]
    if scope.brands:
        lines = [i for i in lines if items[i].brand in scope.brands]
    if scope.excluded_products:
        excluded = frozenset(scope.excluded_products)
        lines = [i for i in lines if items[i].product_id not in excluded]
    return lines


def _is_below(category: str, paths: tuple[str, ...]) -> bool:
    return any(category == path or category.startswith(f"{path}/") for path in paths)
