"""Customers on their way from one member to another (official pages 92125, 94096, 94081, 94082, 92124)."""

from collections import deque
from dataclasses import dataclass

from sandbox.wecom.relations import Relation

DAY = 24 * 3600
DONE, WAITING, REFUSED, AT_LIMIT = 1, 2, 3, 4
MOST_PER_CUSTOMER, WITHIN_SECONDS = 2, 90 * DAY


@dataclass
class Transfer:
    """One customer; `takeover_time` is when it happens by itself, and once done when it happened (Unix seconds)."""

    handover: str
    takeover: str
    external_userid: str
    takeover_time: int
    message: str
    resigned: bool
    status: int = WAITING

    @property
    def fields(self) -> dict[str, object]:
        shown = {"external_userid": self.external_userid, "status": self.status}
        return shown | {"takeover_time": self.takeover_time} if self.status in (DONE, WAITING) else shown


@dataclass(frozen=True)
class Orphan:
    """A customer whose member has left; `relation` is what the member knew."""

    relation: Relation
    dimission_time: int


class Transfers:
    """All transfers, and the customers nobody follows because their member has left."""

    def __init__(self) -> None:
        self._of_customer: dict[str, list[Transfer]] = {}
        self._of_pair: dict[tuple[str, str, bool], dict[str, Transfer]] = {}
        self._open: deque[Transfer] = deque()
        self._orphans: dict[tuple[str, str], Orphan] = {}

    def start(self, transfer: Transfer) -> None:
        pair = transfer.handover, transfer.takeover, transfer.resigned
        self._of_pair.setdefault(pair, {})[transfer.external_userid] = transfer
        self._of_customer.setdefault(transfer.external_userid, []).append(transfer)
        self._open.append(transfer)

    def due(self, now: int) -> list[Transfer]:
        """Takes out those whose day is over and that nobody refused; all wait equally long, so the oldest is first."""
        taken = []
        while self._open and now >= self._open[0].takeover_time:
            taken.append(self._open.popleft())
        return [one for one in taken if one.status == WAITING]

    def waiting(self, external_userid: str) -> Transfer | None:
        return next((one for one in self._of_customer.get(external_userid, []) if one.status == WAITING), None)

    def too_often(self, external_userid: str, now: int) -> bool:
        """Whether a customer of a member in service has been handed over twice within 90 days."""
        mine = self._of_customer.get(external_userid, [])
        recent = [one for one in mine if one.status == DONE and not one.resigned]
        return sum(1 for one in recent if one.takeover_time > now - WITHIN_SECONDS) >= MOST_PER_CUSTOMER

    def between(self, handover: str, takeover: str, *, resigned: bool) -> list[Transfer]:
        """The latest transfer of each customer between these two."""
        return list(self._of_pair.get((handover, takeover, resigned), {}).values())

    def all(self) -> list[Transfer]:
        return [one for transfers in self._of_customer.values() for one in transfers]

    def orphan(self, relation: Relation, now: int) -> None:
        self._orphans[relation.userid, relation.external_userid] = Orphan(relation, now)

    def orphan_of(self, handover: str, external_userid: str) -> Orphan | None:
        return self._orphans.get((handover, external_userid))

    def adopt(self, handover: str, external_userid: str) -> None:
        self._orphans.pop((handover, external_userid), None)

    def unassigned(self) -> list[Orphan]:
        """Those for whom no transfer is on its way."""
        return [one for one in self._orphans.values() if self.waiting(one.relation.external_userid) is None]
