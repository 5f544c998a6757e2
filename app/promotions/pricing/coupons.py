"""Coupons: of those offered the combination that saves most, at most one per stacking group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from app.kernel.money import percent_of
from app.promotions.pricing.basket import CouponTerms
from app.promotions.pricing.lines import Lines, spread
from app.promotions.pricing.quote import Step
from app.promotions.pricing.scope import covered, refusal
from app.promotions.pricing.wording import yuan
from app.promotions.states import CouponKind

MOST = 6
IN_TURN = (CouponKind.EXCHANGE, CouponKind.PERCENT, CouponKind.FIXED, CouponKind.FREIGHT)


@dataclass(frozen=True, slots=True)
class Offer:
    """A coupon whose conditions are met, and the lines it may act on."""

    coupon: CouponTerms
    among: list[int]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a coupon takes: fen per line, or fen of the freight."""

    coupon: CouponTerms
    shares: list[int]
    freight: int

    @property
    def amount(self) -> int:
        return sum(self.shares) + self.freight


def choose(lines: Lines, freight: int) -> list[Taken]:
    """The coupons to use on the lines after promotions and on `freight` fen. Notes a step for each that was offered.

    Every combination is tried, those without a coupon too: offering one more never makes an order dearer. A coupon
    that saves nothing is not used up.
    """
    offers = [offer for coupon in _in_turn(lines) if (offer := _offer(lines, coupon, freight)) is not None]
    best: list[Taken] = []
    for combination in _combinations(offers):
        taken = _use(lines, combination, freight)
        if (_saved(taken), -len(taken)) > (_saved(best), -len(best)):
            best = taken
    _note(lines, offers, best)
    return best


def _in_turn(lines: Lines) -> list[CouponTerms]:
    """The coupons to try in the order they act, whatever order they were offered in."""
    offered = lines.basket.coupons
    for coupon in offered[MOST:]:
        _refuse(lines, coupon, f"一单最多试算 {MOST} 张优惠券")
    return sorted(offered[:MOST], key=lambda coupon: (IN_TURN.index(coupon.kind), coupon.coupon_id))


def _offer(lines: Lines, coupon: CouponTerms, freight: int) -> Offer | None:
    why = refusal(coupon.scope, lines.basket)
    among = [] if why else covered(coupon.scope, lines.basket.items)
    if not among:
        _refuse(lines, coupon, why or "没有可用此券的商品")
        return None
    if (short := coupon.threshold - sum(lines.amounts[i] for i in among)) > 0:
        _refuse(lines, coupon, f"还差 {yuan(short)} 元可用")
        return None
    offer = Offer(coupon, among)
    if not _take(offer, lines, lines.amounts, freight).amount:
        _refuse(lines, coupon, "没有可抵扣的金额")
        return None
    return offer


def _combinations(offers: Sequence[Offer]) -> Iterator[list[Offer]]:
    groups: dict[str, list[Offer | None]] = {}
    for offer in offers:
        groups.setdefault(offer.coupon.stacking_group, [None]).append(offer)
    for picked in product(*groups.values()):
        chosen = [offer for offer in picked if offer is not None]
        yield sorted(chosen, key=offers.index) if len(chosen) > 1 else chosen


def _use(lines: Lines, combination: Sequence[Offer], freight: int) -> list[Taken]:
    left = list(lines.amounts)
    taken = []
    for offer in combination:
        found = _take(offer, lines, left, freight)
        left = [amount - share for amount, share in zip(left, found.shares, strict=True)]
        freight -= found.freight
        taken.append(found)
    return taken


def _take(offer: Offer, lines: Lines, left: Sequence[int], freight: int) -> Taken:
    coupon, among, none = offer.coupon, offer.among, [0] * len(left)
    if coupon.kind is CouponKind.FREIGHT:
        return Taken(coupon, none, freight if coupon.amount is None else min(coupon.amount, freight))
    if coupon.kind is CouponKind.EXCHANGE:
        among = [max(among, key=lambda i: (_piece(lines, left, i), -i))]
        return Taken(coupon, spread(_piece(lines, left, among[0]), {among[0]: left[among[0]]}, len(left)), 0)
    worth = {i: left[i] for i in among}
    whole = sum(worth.values())
    off = percent_of(whole, coupon.rate) if coupon.kind is CouponKind.PERCENT else coupon.amount or 0
    off = min(off, whole, off if coupon.cap is None else coupon.cap)
    return Taken(coupon, spread(off, worth, len(left)), 0)


def _piece(lines: Lines, left: Sequence[int], line: int) -> int:
    """What one piece costs now; a broken fen is given to the member."""
    return -(-left[line] // lines.basket.items[line].quantity)


def _saved(taken: Sequence[Taken]) -> int:
    return sum(one.amount for one in taken)


def _note(lines: Lines, offers: Sequence[Offer], used: Sequence[Taken]) -> None:
    by_group = {one.coupon.stacking_group: one for one in used}
    for offer in offers:
        coupon, winner = offer.coupon, by_group.get(offer.coupon.stacking_group)
        if winner is None:
            _refuse(lines, coupon, "其他优惠券已抵扣全部金额")
        elif winner.coupon is not coupon:
            _refuse(lines, coupon, f"同类优惠券只能用一张，已用「{winner.coupon.title}」")
        else:
            what = "运费" if coupon.kind is CouponKind.FREIGHT else "商品"
            shares = () if winner.freight else tuple(winner.shares)
            reason = f"{what}抵扣 {yuan(winner.amount)} 元"
            lines.steps.append(Step("coupon", coupon.title, True, reason, winner.amount, shares, coupon.coupon_id))


def _refuse(lines: Lines, coupon: CouponTerms, reason: str) -> None:
    lines.steps.append(Step("coupon", coupon.title, False, reason, rule_id=coupon.coupon_id))
