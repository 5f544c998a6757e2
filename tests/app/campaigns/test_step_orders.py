from uuid import UUID

import pytest

from app.campaigns import queries
from app.campaigns.models import SopStep, StepOrder
from app.campaigns.reactions import attribute_order
from app.events.orders import OrderPaid
from app.guides.models import GroupMember
from app.kernel import clock
from app.kernel.ids import new_id
from app.members.recognise import recognise
from app.members.states import IdentityKind
from tests.app.campaigns.factory import group, sop


async def buyer_in(chat_id: str) -> UUID:
    external = f"wm{new_id()}"
    await GroupMember.create(id=new_id(), chat_id=chat_id, external_userid=external, joined_at=clock.now())
    return await recognise({IdentityKind.EXTERNAL_USERID: external})


def paid(member_id: UUID, source_id: UUID | None, kind: str | None = "sop") -> OrderPaid:
    return OrderPaid(new_id(), member_id, "SO1", 9_900, None, kind, source_id, clock.now())


async def test_an_order_is_counted_once_for_the_step_and_the_buyers_group(database: None) -> None:
    await group("wr-elsewhere")
    sop_id = await sop([await group("wr1"), await group("wr2")])
    step = await SopStep.get(sop_id=sop_id)
    order = paid(await buyer_in("wr2"), step.id)
    for _ in range(2):
        await attribute_order(order)
    (kept,) = await StepOrder.all()
    assert (kept.order_id, kept.step_id, kept.chat_id, kept.amount) == (order.order_id, step.id, "wr2", 9_900)
    (line,) = (await queries.progress(sop_id)).steps
    assert (line["orders"], line["order_amount"]) == (1, 9_900)


async def test_a_buyer_in_none_of_the_groups_counts_for_the_step_alone(database: None) -> None:
    await group("wr-elsewhere")
    step = await SopStep.get(sop_id=await sop([await group("wr1")]))
    await attribute_order(paid(await buyer_in("wr-elsewhere"), step.id))
    assert [order.chat_id for order in await StepOrder.all()] == [None]


@pytest.mark.parametrize("kind", ["channel", None])
async def test_orders_from_elsewhere_are_not_counted(database: None, kind: str | None) -> None:
    step = await SopStep.get(sop_id=await sop([await group("wr1")]))
    await attribute_order(paid(await buyer_in("wr1"), step.id, kind))
    await attribute_order(paid(await buyer_in("wr1"), new_id()))
    assert await StepOrder.all().count() == 0
