"""「满减满赠」: from a sum or a number of pieces on, money off, gifts, points, a coupon or free freight."""

from typing import Any
from uuid import UUID

from app.kernel.money import percent_of
from app.promotions.pricing.basket import Rule
from app.promotions.pricing.lines import Lines, bar, refuse, spread, take_off, taking_part
from app.promotions.pricing.quote import PricedLine, Reward, Step
from app.promotions.pricing.wording import percent, yuan


def apply(lines: Lines, rule: Rule) -> None:
    """The highest tier that is reached counts; with `repeats` it counts as often as it is reached (「每满」)."""
    among = taking_part(lines, rule)
    if not among:
        return
    by_pieces = rule.terms["by"] == "pieces"
    reached = sum(lines.basket.items[i].quantity if by_pieces else lines.amounts[i] for i in among)
    tier = next((tier for tier in reversed(rule.terms["tiers"]) if tier["at"] <= reached), None)
    ahead = next((tier for tier in rule.terms["tiers"] if tier["at"] > reached), None)
    missing = "" if ahead is None else _missing(ahead, reached, by_pieces)
    if tier is None:
        refuse(lines, rule, missing)
        return
    times = reached // tier["at"] if rule.terms.get("repeats") else 1
    _give(lines, rule, tier, among, times, "；" + missing if missing else "")
    bar(lines, rule, among)


def _give(lines: Lines, rule: Rule, tier: dict[str, Any], among: list[int], times: int, hint: str) -> None:
    if tier.get("money_off") or tier.get("off_rate"):
        _take_money(lines, rule, tier, among, times, hint)
    if gift := tier.get("gift"):
        _add_gift(lines, rule, UUID(gift["sku_id"]), gift["quantity"] * times)
    if points := tier.get("points"):
        lines.rewards.append(Reward(rule.id, points=points * times))
        _note(lines, rule, f"付款后送 {points * times} 积分{hint}")
    if template := tier.get("coupon_template_id"):
        lines.rewards.append(Reward(rule.id, coupon_template_id=UUID(template)))
        _note(lines, rule, f"付款后送优惠券{hint}")
    if tier.get("free_freight"):
        for i in among:
            lines.freight_free.setdefault(i, rule)
        _note(lines, rule, f"免运费{hint}")


def _take_money(lines: Lines, rule: Rule, tier: dict[str, Any], among: list[int], times: int, hint: str) -> None:
    worth = {i: lines.amounts[i] for i in among}
    whole = sum(worth.values())
    off = (tier.get("money_off") or 0) * times or percent_of(whole, tier.get("off_rate") or 0)
    cap = tier.get("cap")
    off = min(off, whole, off if cap is None else cap)
    if not off:
        refuse(lines, rule, f"没有可优惠的金额{hint}")
        return
    take_off(lines, rule, spread(off, worth, len(lines.amounts)), f"已减 {yuan(off)} 元{hint}")


def _add_gift(lines: Lines, rule: Rule, sku_id: UUID, pieces: int) -> None:
    if lines.gift_stock.get(sku_id, 0) < pieces:
        refuse(lines, rule, "赠品已送完")
        return
    lines.gift_stock[sku_id] -= pieces
    lines.gifts.append(PricedLine(sku_id, pieces, 0, 0, 0, 0, 0, 0, 0, rule.id))
    _note(lines, rule, f"送赠品 {pieces} 件")


def _note(lines: Lines, rule: Rule, reason: str) -> None:
    lines.steps.append(Step(rule.kind.value, rule.title, True, reason, rule_id=rule.id))


def _missing(tier: dict[str, Any], reached: int, by_pieces: bool) -> str:
    short = tier["at"] - reached
    how_far = f"再买 {short} 件" if by_pieces else f"还差 {yuan(short)} 元"
    return f"{how_far}可{_promise(tier)}"


def _promise(tier: dict[str, Any]) -> str:
    if tier.get("money_off"):
        return f"减 {yuan(tier['money_off'])} 元"
    if tier.get("off_rate"):
        return f"减 {percent(tier['off_rate'])}%"
    if tier.get("gift"):
        return "得赠品"
    if tier.get("points"):
        return f"得 {tier['points']} 积分"
    return "得优惠券" if tier.get("coupon_template_id") else "免运费"
