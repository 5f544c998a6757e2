"""The retailer's own sourcing rules: data, not code."""

from dataclasses import asdict, dataclass
from uuid import UUID

from app.inventory.errors import SourcingRuleNotFound
from app.inventory.models import SourcingRule
from app.inventory.states import Strategy
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class NewRule:
    """See models.SourcingRule. The lowest priority is tried first; same priorities in the order they were made."""

    name: str
    fulfilment: str
    strategy: Strategy
    priority: int
    most_km: int | None = None
    may_split: bool = False
    active: bool = True


@atomic
async def add_rule(rule: NewRule) -> UUID:
    """The id of the new rule. The first active rule of a kind of fulfilment replaces all built-in ones of it."""
    made = await SourcingRule.create(id=new_id(), created_at=clock.now(), **asdict(rule))
    return made.id


@atomic
async def edit_rule(rule_id: UUID, rule: NewRule) -> None:
    """Write all of a rule; orders placed before keep what they were served by. Raises SourcingRuleNotFound."""
    if not await SourcingRule.filter(id=rule_id).update(**asdict(rule)):
        raise SourcingRuleNotFound


@atomic
async def drop_rule(rule_id: UUID) -> None:
    """Raises SourcingRuleNotFound."""
    if not await SourcingRule.filter(id=rule_id).delete():
        raise SourcingRuleNotFound
