"""Who serves which orders: rules as data."""

from uuid import UUID

from pydantic import BaseModel, Field

from app.delivery.states import Fulfilment
from app.http.bodies import Body
from app.http.routes import Call, Route
from app.inventory import edit_rules, queries
from app.inventory.states import Strategy
from backoffice_api.access import ADMINS, MERCHANDISERS, staff_route


class RuleBody(Body):
    """Tried from the lowest priority on; the first that can serve everything wins. The table's rules of a kind of
    fulfilment replace the built-in ones."""

    name: str = Field(min_length=1, max_length=64)
    fulfilment: Fulfilment
    strategy: Strategy
    priority: int = Field(ge=0, le=10_000)
    most_km: int | None = Field(None, ge=1, le=5_000)
    may_split: bool = False
    active: bool = True

    def rule(self) -> edit_rules.NewRule:
        return edit_rules.NewRule(**self.model_dump())


class SourcingRuleId(BaseModel):
    id: UUID


async def list_rules(_: Call) -> bytes:
    return await queries.rules()


async def create_rule(call: Call) -> SourcingRuleId:
    return SourcingRuleId(id=await edit_rules.add_rule(call.body.rule()))


async def update_rule(call: Call, rule_id: UUID) -> None:
    await edit_rules.edit_rule(rule_id, call.body.rule())


async def delete_rule(_: Call, rule_id: UUID) -> None:
    await edit_rules.drop_rule(rule_id)


ROUTES: list[Route] = [
    staff_route("GET", "/sourcing-rules", list_rules, MERCHANDISERS, "发货规则"),
    staff_route(
        "POST",
        "/sourcing-rules",
        create_rule,
        ADMINS,
        "新建发货规则",
        body=RuleBody,
        returns=SourcingRuleId,
        status=201,
    ),
    staff_route(
        "PUT", "/sourcing-rules/<rule_id:uuid>", update_rule, ADMINS, "修改发货规则", body=RuleBody, status=204
    ),
    staff_route("DELETE", "/sourcing-rules/<rule_id:uuid>", delete_rule, ADMINS, "删除发货规则", status=204),
]
