"""What hand-overs tell."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HandOverDue:
    """Something of what a successor is to get is to be sent to WeCom, or asked about."""

    pair_id: UUID


@dataclass(frozen=True, slots=True)
class CustomersHandedOver:
    """At most some hundreds of members who are now another guide's customers. `resigned`: the old guide has left.

    `moves_commission`: commission of their earlier orders that is not settled goes along.
    """

    hand_over_id: UUID
    from_staff_id: UUID
    to_staff_id: UUID
    member_ids: tuple[UUID, ...]
    resigned: bool
    moves_commission: bool = False
