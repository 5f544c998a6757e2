"""What a message says: the template's keys, filled from the facts."""

from collections.abc import Mapping
from typing import Any

from app.kernel import clock
from app.notices import fit
from app.notices.facts import FACTS, FactType
from app.notices.states import NoticeKind

# Begins a fixed text in a template's mapping.
FIXED = "="
# Facts that pages may name besides those shown: ids of what the message is about.
ID_FACTS = ("order_id", "after_sale_id", "coupon_id")


def data(kind: NoticeKind, keys: Mapping[str, str], facts: Mapping[str, Any]) -> dict[str, str]:
    """A value for every key, each of the key's type and never empty."""
    return {key: _value(kind, key, source, facts) for key, source in keys.items()}


def page(pattern: str, facts: Mapping[str, Any]) -> str:
    """The page with `{order_id}` and the like filled in."""
    for name in ID_FACTS:
        pattern = pattern.replace(f"{{{name}}}", str(facts.get(name, "")))
    return pattern


def faults(kind: NoticeKind, keys: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a mapping, by key; empty when every key can be filled."""
    return {key: fault for key, source in keys.items() if (fault := _fault(kind, key, source))}


def _fault(kind: NoticeKind, key: str, source: str) -> str:
    data_type = fit.data_type(key)
    if data_type not in fit.FIXED and data_type not in {each for each, _ in fit.FITS}:
        return "不是可用的字段，应如 thing1、amount2"
    if source.startswith(FIXED):
        pattern = fit.FIXED.get(data_type)
        text = source.removeprefix(FIXED)
        if pattern is None or not pattern.fullmatch(text) or fit.clean(text) != text:
            return "固定文字不符合此字段的类型或长度"
        return ""
    if source not in FACTS[kind]:
        return f"没有这项内容，可用：{'、'.join(FACTS[kind])}"
    return "" if (data_type, FACTS[kind][source]) in fit.FITS else "此字段的类型不能填这项内容"


def _value(kind: NoticeKind, key: str, source: str, facts: Mapping[str, Any]) -> str:
    if source.startswith(FIXED):
        return source.removeprefix(FIXED)
    fact = FACTS[kind][source]
    value = facts.get(source)
    return fit.fitted(key, fact, _default(fact) if value is None else value)


def _default(fact: FactType) -> Any:
    if fact is FactType.MONEY:
        return 0
    return clock.now().isoformat() if fact is FactType.MOMENT else ""
