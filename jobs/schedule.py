"""Every tick, on one page. A tick enqueues its task; the task claims due rows, so a missed tick is harmless."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tick:
    """Every `seconds` the task named `name` is enqueued, unless one already waits."""

    name: str
    seconds: int
    task: Callable[[], Awaitable[object]]


TICKS: list[Tick] = []
