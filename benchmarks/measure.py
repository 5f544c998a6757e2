"""Interleaved rounds of product and limit, and what a bench answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

ROUNDS = 5
SECONDS = 3.0
WARM_UP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Result:
    """A bench's answer. `ratio` = product / limit, both medians in `unit`; `detail` says what was really measured."""

    name: str
    ratio: float
    product: float
    limit: float
    unit: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """One round of one side: how many per second, and the latency of the middle and of the slowest hundredth."""

    rate: float
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    cpu: float = 0.0


Side = Callable[[float], Round]


def compare(
    name: str,
    unit: str,
    product: Side,
    limit: Side,
    detail: dict[str, Any],
    warmed_up: Callable[[], None] = lambda: None,
) -> Result:
    """Run both sides in turn, so that what else the machine does falls on both, and take the medians."""
    product(WARM_UP_SECONDS), limit(WARM_UP_SECONDS)
    warmed_up()
    turns = [(product(SECONDS), limit(SECONDS)) for _ in range(ROUNDS)]
    products, limits = [turn[0] for turn in turns], [turn[1] for turn in turns]
    rate, most = _middle(products), _middle(limits)
    rounds = {"product_rounds": _told(products), "limit_rounds": _told(limits), "round_seconds": SECONDS}
    return Result(name, round(rate / most, 3), round(rate, 1), round(most, 1), unit, detail | rounds)


def _middle(rounds: Sequence[Round]) -> float:
    return median(each.rate for each in rounds)


def _told(rounds: Sequence[Round]) -> list[dict[str, float]]:
    return [{"rate": r.rate, "p50_ms": r.p50_ms, "p99_ms": r.p99_ms, "load_cpu": r.cpu} for r in rounds]
