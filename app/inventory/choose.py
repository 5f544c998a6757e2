"""Choose who serves an order. Pure: the same wishes, candidates and rules always give the same plan."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from uuid import UUID

from app.inventory.errors import NobodyServes, OutOfStock
from app.inventory.plan import Allocation, Candidate, Destination, Rule, SourcingPlan, Wish
from app.inventory.states import LocationKind, Strategy

# The fewest locations are found by trying all pairs and triples of the nearest; beyond that by taking the fullest.
TRIED_TOGETHER = 12
MOST_TOGETHER = 3
FAR = 1 << 40

Wants = Mapping[UUID, int]


def choose(
    wishes: Sequence[Wish], candidates: Sequence[Candidate], rules: Sequence[Rule], destination: Destination
) -> SourcingPlan:
    """The plan of the first rule that can serve every wish in full.

    A single location goes before several, near before far, warehouses before stores as near, low code before high;
    unknown distances come last. One SKU comes from several places only when none of them has enough of it. Raises
    OutOfStock naming what is short where the least is missing, or NobodyServes when no rule finds a location.
    """
    wants = _add_up(wishes)
    tried: list[str] = []
    shorts: list[dict[UUID, int]] = []
    for rule in rules:
        fitting = _fitting(candidates, rule, destination)
        chosen = _serving(wants, fitting, rule)
        if chosen:
            told = f"{rule.name}：由{'、'.join(one.name for one in chosen)}发出全部商品"
            return SourcingPlan(tuple(_allocate(wants, chosen, rule)), (*tried, told))
        tried.append(f"{rule.name}：{'库存不足' if fitting else '没有合适的发货地点'}")
        shorts += _shorts(wants, fitting, rule)
    if not shorts:
        raise NobodyServes(fulfilment=destination.kind, tried=tried)
    least = min(shorts, key=lambda short: sum(wants[sku_id] - available for sku_id, available in short.items()))
    raise OutOfStock(
        short=[{"sku_id": str(sku_id), "wanted": wants[sku_id], "available": least[sku_id]} for sku_id in least]
    )


def _add_up(wishes: Sequence[Wish]) -> dict[UUID, int]:
    wants: dict[UUID, int] = {}
    for wish in wishes:
        if wish.quantity <= 0:
            raise ValueError("a wish has pieces")
        wants[wish.sku_id] = wants.get(wish.sku_id, 0) + wish.quantity
    if not wants:
        raise ValueError("nothing is wished for")
    return wants


def _fitting(candidates: Sequence[Candidate], rule: Rule, destination: Destination) -> list[Candidate]:
    """Who a rule looks at, in its order."""
    reach = FAR if rule.most_km is None else rule.most_km * 1000
    found = [
        one
        for one in candidates
        if _looks_at(rule.strategy, one, destination)
        and (rule.most_km is None or (one.metres is not None and one.metres <= reach))
    ]
    return sorted(found, key=_order)


def _order(one: Candidate) -> tuple[bool, int, bool, str, UUID]:
    metres = FAR if one.metres is None else one.metres
    kind = one.kind
    return kind is LocationKind.SUPPLIER, metres, kind is not LocationKind.WAREHOUSE, one.code, one.location_id


def _looks_at(strategy: Strategy, one: Candidate, destination: Destination) -> bool:
    chosen = one.store_id is not None and one.store_id == destination.store_id
    match strategy:
        case Strategy.CHOSEN_STORE:
            return chosen and one.offers(destination.kind)
        case Strategy.SAME_CITY:
            # A chosen store is never replaced by another; its slots say when it delivers.
            free_choice = destination.store_id is None and one.serves_today
            return one.store_id is not None and (chosen or free_choice) and one.offers("same_city")
        case Strategy.NEAREST:
            return one.kind is not LocationKind.SUPPLIER
        case Strategy.WAREHOUSE:
            return one.kind is LocationKind.WAREHOUSE
        case Strategy.SUPPLIER:
            return one.kind is LocationKind.SUPPLIER
        case Strategy.ANYWHERE:
            return True


def _serving(wants: Wants, fitting: Sequence[Candidate], rule: Rule) -> Sequence[Candidate]:
    """The locations that together have everything, as few as possible; empty when they cannot."""
    for one in fitting:
        if _covers(wants, (one,)):
            return (one,)
    if not rule.may_split or not _covers(wants, fitting):
        return ()
    useful = [one for one in fitting if any(one.free.get(sku_id, 0) > 0 for sku_id in wants)]
    for together in _combinations(useful[:TRIED_TOGETHER]):
        if _covers(wants, together):
            return together
    return _fullest(wants, useful)


def _combinations(useful: Sequence[Candidate]) -> Iterator[tuple[Candidate, ...]]:
    for size in range(2, MOST_TOGETHER + 1):
        yield from combinations(useful, size)


def _fullest(wants: Wants, useful: Sequence[Candidate]) -> list[Candidate]:
    """Take the location that has most of what is still missing, until nothing is."""
    missing, rest, taken = dict(wants), list(useful), []
    while any(missing.values()):
        best = max(rest, key=lambda one: sum(min(one.free.get(sku, 0), more) for sku, more in missing.items()))
        rest.remove(best)
        taken.append(best)
        missing = {sku: more - min(best.free.get(sku, 0), more) for sku, more in missing.items()}
    return taken


def _covers(wants: Wants, together: Sequence[Candidate]) -> bool:
    return all(sum(one.free.get(sku_id, 0) for one in together) >= pieces for sku_id, pieces in wants.items())


def _allocate(wants: Wants, chosen: Sequence[Candidate], rule: Rule) -> Iterator[Allocation]:
    for sku_id, pieces in wants.items():
        missing = pieces
        whole = [one for one in chosen if one.free.get(sku_id, 0) >= pieces]
        for one in whole[:1] or chosen:
            taken = min(missing, one.free.get(sku_id, 0))
            if taken:
                missing -= taken
                yield Allocation(sku_id, one.location_id, taken, f"{rule.name}：{one.name}{_how_far(one)}")


def _how_far(one: Candidate) -> str:
    if one.metres is None:
        return ""
    return f"（{one.metres} 米）" if one.metres < 1000 else f"（约 {one.metres / 1000:.1f} 公里）"


def _shorts(wants: Wants, fitting: Sequence[Candidate], rule: Rule) -> list[dict[UUID, int]]:
    """Per way of serving that failed: SKU → what there would have been, for the SKUs that are short."""
    ways = [fitting] if rule.may_split and fitting else [(one,) for one in fitting]
    free = [{sku_id: sum(one.free.get(sku_id, 0) for one in way) for sku_id in wants} for way in ways]
    return [{sku_id: had[sku_id] for sku_id in wants if had[sku_id] < wants[sku_id]} for had in free]
