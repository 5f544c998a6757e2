"""Faults that tests inject into the vendor paths."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sandbox.errors import ControlError

KINDS = ("errcode", "http", "hang_before", "hang_after")

CHECKS: dict[str, Callable[[Any], bool]] = {
    "path": lambda value: isinstance(value, str),
    "kind": lambda value: value in KINDS,
    "times": lambda value: isinstance(value, int) and value >= 1,
    "errcode": lambda value: isinstance(value, int | str),
    "status": lambda value: isinstance(value, int) and 200 <= value <= 599,
    "seconds": lambda value: isinstance(value, int | float) and value >= 0,
}


@dataclass
class Fault:
    """Applies to the next ``times`` calls whose path starts with ``path``; ``seconds`` None hangs until cleared."""

    id: int
    path: str
    kind: str
    times: int = 1
    errcode: int | str = -1
    status: int = 500
    seconds: float | None = None
    hanging: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def hang(self) -> None:
        """Wait for ``seconds`` of real time or until the faults are cleared, whichever comes first."""
        self.hanging += 1
        try:
            await asyncio.wait_for(self.released.wait(), self.seconds)
        except TimeoutError:
            return
        finally:
            self.hanging -= 1


class Faults:
    """The table of faults; the oldest one that fits a call is used, never two at once."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._used: list[Fault] = []
        self._ids = count(1)

    def inject(self, wanted: dict[str, Any]) -> int:
        """Add a fault from the control API's fields and return its id. Errors: 400 for what makes no sense."""
        for name, value in wanted.items():
            if name not in CHECKS or not CHECKS[name](value):
                raise ControlError(400, f"bad {name}: a fault has {', '.join(CHECKS)}")
        if "path" not in wanted or "kind" not in wanted:
            raise ControlError(400, f"a fault needs path and kind, one of {', '.join(KINDS)}")
        fault = Fault(id=next(self._ids), **wanted)
        self._waiting.append(fault)
        return fault.id

    def take(self, path: str) -> Fault | None:
        for fault in self._waiting:
            if path.startswith(fault.path):
                return self._count_down(fault)
        return None

    def listing(self) -> list[dict[str, Any]]:
        """Every fault not yet cleared, with how many calls hang in it now."""
        faults = [*self._waiting, *self._used]
        return [{"id": f.id, "path": f.path, "kind": f.kind, "times": f.times, "hanging": f.hanging} for f in faults]

    def clear(self) -> None:
        """Forget all faults and release every call that hangs in one."""
        for fault in [*self._waiting, *self._used]:
            fault.released.set()
        self._waiting.clear()
        self._used.clear()

    def _count_down(self, fault: Fault) -> Fault:
        fault.times -= 1
        if fault.times == 0:
            self._waiting.remove(fault)
            self._used.append(fault)
        return fault
