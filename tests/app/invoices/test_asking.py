"""Asking for an invoice, and what finance makes of it."""

from uuid import UUID

import pytest

from app.invoices import queries
from app.invoices.ask import ask, correct
from app.invoices.buyer import Buyer
from app.invoices.errors import (
    BuyerInvalid,
    InvoiceAskedAlready,
    InvoiceChanged,
    InvoiceNotFound,
    InvoiceNumberUsed,
    InvoiceWrongState,
    NotForInvoice,
)
from app.invoices.issue import Issued, issue, refuse
from app.invoices.models import Invoice
from app.invoices.states import BuyerKind, InvoiceStatus
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.errors import OrderNotFound
from tests.app.aftersale.factory import bought as paid_order
from tests.app.aftersale.factory import delivered
from tests.app.catalog.factory import stocked
from tests.app.invoices.factory import COMPANY, PERSON, Bought, bought, number
from tests.app.wallet.factory import with_points, with_stored_value

_S = InvoiceStatus


async def test_a_received_order_is_invoiced_over_all_that_was_paid_and_once(database: None) -> None:
    someone = await bought()
    await someone.asks()
    invoice = await someone.invoice()
    assert (invoice.amount, invoice.buyer, invoice.status) == (3_000, COMPANY, _S.REQUESTED)
    with pytest.raises(InvoiceAskedAlready):
        await someone.asks()


async def test_stored_value_is_invoiced_like_money_and_points_are_not(database: None) -> None:
    goods, member = await stocked(price_yuan="10"), await with_points(300)
    await with_stored_value(1_000, member_id=member)
    someone = Bought(member, await delivered(member, (goods.sku_id, 3), stored_value=True, points=300))
    await someone.asks()
    assert (await orders.facts(someone.order_id)).stored_value == 1_000
    assert (await someone.invoice()).amount == 2_700


async def test_unsent_and_foreign_orders_get_none(database: None) -> None:
    goods, member = await stocked(), new_id()
    order_id = await paid_order(member, (goods.sku_id, 1))
    with pytest.raises(NotForInvoice):
        await ask(order_id, member, PERSON)
    with pytest.raises(OrderNotFound):
        await ask(order_id, new_id(), PERSON)
    with pytest.raises(InvoiceNotFound):
        await correct(order_id, member, PERSON)
    with pytest.raises(InvoiceNotFound):
        await queries.of_order(order_id, member)


@pytest.mark.parametrize(
    ("kind", "tax_number"),
    [
        (BuyerKind.COMPANY, ""),
        (BuyerKind.COMPANY, "91310000MA1FL5"),
        (BuyerKind.COMPANY, "91310000ma1fl5e59x"),
        (BuyerKind.COMPANY, "91310000MA1FL5E59X123"),
        (BuyerKind.COMPANY, "９1310000MA1FL5E59X"),
        (BuyerKind.PERSON, "91310000MA1FL5E59X"),
    ],
)
def test_a_tax_number_goes_with_a_company_and_is_well_formed(kind: BuyerKind, tax_number: str) -> None:
    with pytest.raises(BuyerInvalid):
        Buyer(kind, "抬头", "a@example.com", tax_number)


async def test_who_it_is_made_out_to_is_sealed(database: None) -> None:
    someone = await bought()
    await someone.asks(PERSON)
    sealed = bytes((await Invoice.get(order_id=someone.order_id)).buyer_sealed)
    assert PERSON.title.encode() not in sealed
    assert PERSON.email.encode() not in sealed


async def test_it_is_corrected_until_it_is_issued_and_finance_issues_what_they_saw(database: None) -> None:
    someone = await bought()
    invoice_id = await someone.asks()
    seen = (await someone.invoice()).revision
    await correct(someone.order_id, someone.member_id, PERSON)
    with pytest.raises(InvoiceChanged):
        await issue(invoice_id, seen, Issued(number()))
    await issue(invoice_id, seen + 1, Issued(number(), "https://tax.example.com/1.pdf"))
    invoice = await someone.invoice()
    assert (invoice.status, invoice.buyer) == (_S.ISSUED, PERSON)
    assert invoice.issued_at is not None
    with pytest.raises(InvoiceWrongState):
        await correct(someone.order_id, someone.member_id, COMPANY)
    with pytest.raises(InvoiceWrongState):
        await refuse(invoice_id, "重复")


async def test_a_refused_one_can_be_asked_for_again_under_its_id(database: None) -> None:
    someone = await bought()
    invoice_id = await someone.asks()
    await refuse(invoice_id, "抬头与税号不符")
    assert ((await someone.invoice()).status, (await someone.invoice()).refusal) == (_S.REFUSED, "抬头与税号不符")
    with pytest.raises(InvoiceWrongState):
        await issue(invoice_id, 1, Issued(number()))
    assert await someone.asks(PERSON) == invoice_id
    assert ((await someone.invoice()).status, (await someone.invoice()).refusal) == (_S.REQUESTED, "")


async def test_a_number_is_used_once_by_invoices_and_red_letters_together(database: None) -> None:
    goods = await stocked(stock=9, price_yuan="10")
    first, second = await bought(goods), await bought(goods)
    await first.issued()
    used = (await first.invoice()).invoice_no
    assert used is not None
    await first.refunded(1_000)
    await first.red_letters()
    red = (await first.invoice()).reds[0].invoice_no
    assert red is not None
    invoice_id = await second.asks()
    for taken in (used, red):
        with pytest.raises(InvoiceNumberUsed):
            await issue(invoice_id, 1, Issued(taken))


async def test_lists_are_paged_for_finance_and_the_member(database: None) -> None:
    goods = await stocked(stock=9, price_yuan="10")
    people = [await bought(goods) for _ in range(3)]
    made = [await someone.asks() for someone in people]
    await refuse(made[0], "抬头有误")
    first = await queries.page(None, None, 2)
    rest = await queries.page(None, first.next_cursor, 2)
    assert [each.id for each in first.items + rest.items] == made[::-1]
    assert rest.next_cursor is None
    assert await _ids(_S.REFUSED) == made[:1]
    own = await queries.of_member(people[1].member_id, None, 20)
    assert [each.id for each in own.items] == [made[1]]


async def _ids(status: InvoiceStatus) -> list[UUID]:
    return [each.id for each in (await queries.page(status, None, 20)).items]
