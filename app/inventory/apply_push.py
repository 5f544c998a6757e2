"""What rows of a push do to one SKU at one location. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class PushMode(StrEnum):
    """ABSOLUTE: this many are on hand, those held for our orders among them. DELTA: so many more, or fewer."""

    ABSOLUTE = "absolute"
    DELTA = "delta"


class Verdict(StrEnum):
    """APPLIED as told. STALE: a sequence seen before, or older. CONFLICT: fewer than what orders were promised."""

    APPLIED = "applied"
    STALE = "stale"
    CONFLICT = "conflict"
    UNKNOWN_SKU = "unknown_sku"
    UNKNOWN_LOCATION = "unknown_location"


@dataclass(frozen=True, slots=True)
class PushRow:
    """One row as told. `sequence` grows per source, SKU and location."""

    location_code: str
    sku_code: str
    sequence: int
    mode: PushMode
    quantity: int


@dataclass(frozen=True, slots=True)
class Level:
    """What is on hand and held, and the last sequence of the source, None before its first."""

    on_hand: int
    held: int
    position: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """What one row did: by how much stock moved and what is on hand after it."""

    sequence: int
    verdict: Verdict
    moved: int
    on_hand: int


@dataclass(frozen=True, slots=True)
class News:
    """Steps in the order the rows were given; `position` is None when no row counted."""

    steps: tuple[Step, ...]
    held: int
    position: int | None


def apply(level: Level, rows: Sequence[PushRow]) -> News:
    """Apply rows in the order of their sequences.

    Stock never falls below what is held. An absolute figure below it stops selling (on hand becomes what is held) and
    is told as a conflict; a delta that would go below it is refused and not remembered, so it may be sent again.
    """
    on_hand, position = level.on_hand, level.position
    steps: dict[int, Step] = {}
    for index in sorted(range(len(rows)), key=lambda index: rows[index].sequence):
        row = rows[index]
        if position is not None and row.sequence <= position:
            steps[index] = Step(row.sequence, Verdict.STALE, 0, on_hand)
            continue
        told = row.quantity if row.mode is PushMode.ABSOLUTE else on_hand + row.quantity
        if told < level.held and row.mode is PushMode.DELTA:
            steps[index] = Step(row.sequence, Verdict.CONFLICT, 0, on_hand)
            continue
        verdict, after = (Verdict.CONFLICT if told < level.held else Verdict.APPLIED), max(told, level.held)
        steps[index] = Step(row.sequence, verdict, after - on_hand, after)
        on_hand, position = after, row.sequence
    counted = position if position != level.position else None
    return News(tuple(steps[index] for index in range(len(rows))), level.held, counted)
