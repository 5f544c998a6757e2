"""Each state lets through the steps it should, and no other: a step is taken from the state that was seen."""

from uuid import UUID

import pytest

from app.aftersale import decide
from app.aftersale.errors import AfterSaleNotFound, AfterSaleWrongState
from app.aftersale.models import AfterSale, AfterSaleHistory
from app.aftersale.move import move
from app.aftersale.states import AfterSaleKind, AfterSaleStatus, Reason
from app.kernel import clock
from app.kernel.ids import new_id, new_number
from tests.app.aftersale.factory import CLERK, member, one

S = AfterSaleStatus
ALLOWED = {
    *((S.REQUESTED, to) for to in (S.AWAITING_RETURN, S.REFUNDING, S.REJECTED, S.WITHDRAWN)),
    *((S.AWAITING_RETURN, to) for to in (S.RETURNING, S.WITHDRAWN)),
    *((S.RETURNING, to) for to in (S.REFUNDING, S.RESENDING, S.REJECTED)),
    *((S.REFUNDING, S.DONE), (S.RESENDING, S.DONE)),
}


async def standing(status: AfterSaleStatus) -> UUID:
    after_sale = await AfterSale.create(
        id=new_id(),
        number=new_number("A"),
        order_id=new_id(),
        member_id=new_id(),
        idempotency_key=str(new_id()),
        kind=AfterSaleKind.RETURN,
        status=status,
        reason=Reason.OTHER,
        created_at=clock.now(),
    )
    return after_sale.id


@pytest.mark.parametrize("before", S)
async def test_a_step_is_taken_or_refused_and_a_refused_one_leaves_no_trace(
    database: None, before: AfterSaleStatus
) -> None:
    for to in S:
        asked = await standing(before)
        if (before, to) in ALLOWED:
            await move(asked, to, CLERK)
            assert (await one(asked)).status is to
            continue
        with pytest.raises(AfterSaleWrongState) as refused:
            await move(asked, to, CLERK)
        assert refused.value.facts == {"status": before.value}
        steps = await AfterSaleHistory.filter(after_sale_id=asked).count()
        assert ((await one(asked)).status, steps) == (before, 0), to


async def test_what_does_not_exist_is_not_there_for_anybody(database: None) -> None:
    for step in (
        *(
            decide.approve(new_id(), CLERK),
            decide.reject(new_id(), CLERK, "无效"),
            decide.accept(new_id(), CLERK, None),
        ),
        *(decide.withdraw(new_id(), member(new_id())), decide.send_back(new_id(), member(new_id()), "SF", "SF12345")),
        move(new_id(), S.DONE, CLERK),
    ):
        with pytest.raises(AfterSaleNotFound):
            await step
