"""Which zone of a freight template a region falls into. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any


def zone_at(zones: Sequence[Mapping[str, Any]], region_code: str) -> Mapping[str, Any] | None:
    """The zone with the longest matching prefix; the one without regions is everywhere else; None: not served."""
    best, length = None, -1
    for zone in zones:
        reach = max((len(one) for one in zone["regions"] if region_code.startswith(one)), default=-1)
        if not zone["regions"]:
            reach = 0
        if reach > length:
            best, length = zone, reach
    return best


def is_refused(no_delivery: Sequence[str], region_code: str) -> bool:
    return any(region_code.startswith(prefix) for prefix in no_delivery)


def shortened(code: str) -> str:
    """A region code as a prefix: `440000` is `44`, all of Guangdong; `440300` is `4403`, all of Shenzhen."""
    return code.removesuffix("00").removesuffix("00") if len(code) == 6 else code
