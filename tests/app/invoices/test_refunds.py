"""What refunds do to invoices."""

import asyncio
import random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.aftersale import decide as aftersale
from app.events.aftersale import GoodsRefunded
from app.invoices import queries
from app.invoices.errors import InvoiceAskedAlready, InvoiceChanged, InvoiceWrongState, NothingToInvoice
from app.invoices.issue import Issued, issue, issue_red, refuse
from app.invoices.queries import Shown
from app.invoices.reactions import take_refund
from app.invoices.states import InvoiceStatus
from app.kernel import db
from app.kernel.errors import Conflict
from app.kernel.ids import new_id
from tests.app.aftersale.factory import CLERK, ask, line_ids
from tests.app.catalog.factory import stocked
from tests.app.invoices.factory import Bought, bought, number
from tests.conftest import Drain

TOTAL = 3_000
ROUNDS = 20
STEPS = ("ask", "refund", "issue", "refuse", "red", "again")
_S = InvoiceStatus


async def test_a_refund_after_issue_is_owed_in_red_letters_once(database: None) -> None:
    someone = await bought()
    await someone.issued()
    event = await someone.refunded(1_000)
    await take_refund(event)
    invoice = await someone.invoice()
    assert [(red.amount, red.invoice_no) for red in invoice.reds] == [(1_000, None)]
    assert (invoice.amount, invoice.reversed, invoice.status) == (3_000, 0, _S.ISSUED)
    assert [owed.amount for owed in (await queries.owed_reds(None, 20)).items] == [1_000]
    await someone.red_letters()
    assert ((await someone.invoice()).reversed, (await someone.invoice()).status) == (1_000, _S.ISSUED)
    assert (await queries.owed_reds(None, 20)).items == []
    with pytest.raises(InvoiceWrongState):
        await issue_red(invoice.reds[0].id, Issued(number()))


async def test_an_invoice_is_reversed_when_red_letters_took_back_all_of_it(database: None) -> None:
    someone = await bought()
    await someone.issued()
    await someone.refunded(1_000)
    await someone.refunded(2_000, freight=500)
    await someone.red_letters()
    assert ((await someone.invoice()).reversed, (await someone.invoice()).status) == (3_000, _S.REVERSED)


async def test_a_refund_before_issue_leaves_less_to_invoice_and_none_ends_it(database: None) -> None:
    someone = await bought()
    invoice_id = await someone.asks()
    await someone.refunded(1_000)
    invoice = await someone.invoice()
    assert (invoice.amount, invoice.revision, invoice.reds) == (2_000, 2, [])
    with pytest.raises(InvoiceChanged) as refused:
        await issue(invoice_id, 1, Issued(number()))
    assert refused.value.facts == {"revision": 2, "amount": 2_000}
    await someone.refunded(2_000)
    assert ((await someone.invoice()).status, (await someone.invoice()).amount) == (_S.REFUSED, 0)
    with pytest.raises(NothingToInvoice):
        await someone.asks()


async def test_what_went_back_before_anyone_asked_is_not_invoiced(database: None) -> None:
    someone = await bought()
    await someone.refunded(1_000)
    await someone.asks()
    assert (await someone.invoice()).amount == 2_000


async def test_an_after_sale_reaches_the_invoice_by_itself(database: None, drain: Drain) -> None:
    someone = await bought()
    await someone.issued()
    (line,) = await line_ids(someone.order_id)
    await aftersale.approve(await ask(someone.order_id, someone.member_id, {line: 1}), CLERK)
    await drain()
    assert [red.amount for red in (await someone.invoice()).reds] == [1_000]


class Desk:
    """One order, what finance saw of its invoice last, and random things that happen."""

    def __init__(self, someone: Bought, seed: int) -> None:
        self.someone, self.chance = someone, random.Random(seed)
        self.left = TOTAL
        self.told: list[GoodsRefunded] = []
        self.seen: Shown | None = None

    async def step(self, name: str) -> None:
        """A refusal is an answer as good as any."""
        try:
            await getattr(self, f"_{name}")()
        except Conflict:
            return

    async def _ask(self) -> None:
        await self.someone.asks()
        self.seen = await self.someone.invoice()

    async def _refund(self) -> None:
        if self.left:
            amount = self.chance.randint(1, self.left)
            self.left -= amount
            self.told.append(await self.someone.refunded(amount))

    async def _again(self) -> None:
        if self.told:
            await take_refund(self.chance.choice(self.told))

    async def _issue(self) -> None:
        if self.seen:
            await issue(self.seen.id, self.seen.revision, Issued(number()))

    async def _refuse(self) -> None:
        if self.seen:
            await refuse(self.seen.id, "抬头有误")

    async def _red(self) -> None:
        reds = (await self.someone.invoice()).reds if self.seen else []
        if reds:
            await issue_red(self.chance.choice(reds).id, Issued(number()))


async def truths_hold(someone: Bought, refunded: int) -> None:
    """An issued invoice less all its red letters is what the order still costs."""
    found = await db.fetch_one("SELECT id FROM invoices WHERE order_id = $1", someone.order_id)
    if found is None:
        return
    invoice = await someone.invoice()
    red = sum(each.amount for each in invoice.reds)
    entered = sum(each.amount for each in invoice.reds if each.invoice_no)
    assert red <= invoice.amount
    assert invoice.reversed == entered
    assert (invoice.status is _S.REVERSED) == (invoice.invoice_no is not None and entered == invoice.amount)
    if invoice.status is not _S.REFUSED:
        assert invoice.amount - red == TOTAL - refunded
    if invoice.invoice_no is None:
        assert invoice.reds == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), min_size=4, max_size=24), seed=st.integers(0, 10**6))
async def test_any_order_of_asking_issuing_and_refunding_keeps_the_sums_right(
    database: None, steps: list[str], seed: int
) -> None:
    desk = Desk(await bought(), seed)
    for name in steps:
        await desk.step(name)
        await truths_hold(desk.someone, TOTAL - desk.left)


async def test_two_requests_at_once_make_one_invoice(database: None) -> None:
    goods = await stocked(stock=900, price_yuan="10")
    for _ in range(ROUNDS):
        someone = await bought(goods)
        answers = await asyncio.gather(*(someone.asks() for _ in range(3)), return_exceptions=True)
        assert sum(isinstance(answer, UUID) for answer in answers) == 1
        assert sum(isinstance(answer, InvoiceAskedAlready) for answer in answers) == 2


async def test_issuing_and_refunding_at_once_invoice_less_or_owe_red_letters(database: None) -> None:
    goods = await stocked(stock=900, price_yuan="10")
    for _ in range(ROUNDS):
        someone = await bought(goods)
        invoice_id = await someone.asks()
        issued, _ = await asyncio.gather(
            issue(invoice_id, 1, Issued(number())), someone.refunded(1_000), return_exceptions=True
        )
        invoice = await someone.invoice()
        if isinstance(issued, InvoiceChanged):
            assert (invoice.status, invoice.amount, invoice.reds) == (_S.REQUESTED, 2_000, [])
        else:
            assert issued is None
            assert (invoice.status, invoice.amount, sum(red.amount for red in invoice.reds)) == (
                _S.ISSUED,
                3_000,
                1_000,
            )


async def test_one_refund_told_many_times_at_once_is_one_red_letter(database: None) -> None:
    goods = await stocked(stock=900, price_yuan="10")
    for _ in range(ROUNDS):
        someone, after_sale = await bought(goods), new_id()
        await someone.issued()
        await asyncio.gather(*(someone.refunded(1_000, after_sale) for _ in range(4)))
        assert [red.amount for red in (await someone.invoice()).reds] == [1_000]
