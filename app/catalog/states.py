"""States and kinds of goods."""

from enum import StrEnum


class Shelf(StrEnum):
    ON = "on"
    OFF = "off"


class GoodsKind(StrEnum):
    """What is sold decides how it is fulfilled."""

    PHYSICAL = "physical"
    SERVICE = "service"
    VIRTUAL = "virtual"
    VOUCHER = "voucher"
    BUNDLE = "bundle"


class ImportStatus(StrEnum):
    WAITING = "waiting"
    CHECKING = "checking"
    WRITING = "writing"
    DONE = "done"
    REFUSED = "refused"
