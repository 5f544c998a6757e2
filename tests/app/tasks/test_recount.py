"""Whatever is told, however often and in whatever order: progress is what a naive recount says."""

from dataclasses import dataclass
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.events.aftersale import GoodsRefunded
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.tasks.move import move
from app.tasks.reactions import count_order, take_returned
from app.tasks.states import TaskKind
from tests.app.guides.factory import make_product
from tests.app.tasks.factory import HOUR, Bought, bought, guide, progress_is_counted, running, stands

LEAST = 500


@dataclass(frozen=True)
class Purchase:
    """An order of one of two guides: (fen, pieces) of the task's product and of others; pieces returned at each of
    up to two times; whether it was paid before the deadline."""

    guide: int
    product: tuple[int, int]
    other: tuple[int, int]
    returns: list[tuple[int, int]]
    in_time: bool


@st.composite
def purchases(draw: st.DrawFn) -> Purchase:
    lines = [draw(st.tuples(st.integers(0, 1_000), st.integers(1, 3))) for _ in range(2)]
    first = [draw(st.integers(0, pieces)) for _, pieces in lines]
    second = [draw(st.integers(0, pieces - gone)) for (_, pieces), gone in zip(lines, first, strict=True)]
    returns = [(a, b) for a, b in (first, second) if a or b]
    return Purchase(draw(st.integers(0, 1)), lines[0], lines[1], returns, draw(st.booleans()))


@st.composite
def tellings(draw: st.DrawFn) -> tuple[list[Purchase], list[tuple[int, int]]]:
    """Purchases, and what is told of them: (purchase, 0 for its payment or n for its n-th return), all told."""
    made = draw(st.lists(purchases(), min_size=1, max_size=5))
    told = [(at, each) for at, purchase in enumerate(made) for each in range(len(purchase.returns) + 1)]
    again = draw(st.lists(st.sampled_from(told), max_size=6))
    return made, draw(st.permutations(told + again))


def share(amount: int, pieces: int, before: int, now: int) -> int:
    """What the next pieces of a line give back, so that all give back all."""
    return amount * (before + now) // pieces - amount * before // pieces


def recount(made: list[Purchase], guide_: int, *, only_product: bool, sales: bool, least: int) -> int:
    """From the purchases alone, as one would by hand."""
    total = 0
    for one in made:
        if one.guide != guide_ or not one.in_time or one.product[0] + one.other[0] < least:
            continue
        lines = [one.product] if only_product else [one.product, one.other]
        gone = [sum(each[at] for each in one.returns) for at in range(len(lines))]
        if sales:
            total += sum(amount - amount * n // pieces for (amount, pieces), n in zip(lines, gone, strict=True))
        else:
            total += any(n < pieces for (_, pieces), n in zip(lines, gone, strict=True))
    return total


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(tellings(), st.booleans())
async def test_progress_is_a_naive_recount(
    database: None, told: tuple[list[Purchase], list[tuple[int, int]]], handed_over: bool
) -> None:
    made, order_of_telling = told
    await db.execute("TRUNCATE guide_tasks, guide_task_rows, guide_task_facts, staff, orders, order_lines, products")
    guides, product = [await guide(), await guide()], await make_product()
    tasks = {
        (only, sales, least): await running(
            TaskKind.SALES if sales else TaskKind.ORDERS,
            10**9,
            least_amount=least,
            product_id=product if only else None,
        )
        for only in (False, True)
        for sales in (False, True)
        for least in (0, LEAST)
    }
    events = [await _events(one, guides, product) for one in made]
    for step, (purchase, which) in enumerate(order_of_telling):
        if handed_over and step == len(order_of_telling) // 2:
            await move(guides[0], guides[1])
        order, returns = events[purchase]
        await (take_returned(returns[which - 1]) if which else count_order(order.paid))
    for (only, sales, least), task in tasks.items():
        expected = [recount(made, n, only_product=only, sales=sales, least=least) for n in (0, 1)]
        if handed_over:
            expected = [0, sum(expected)]
        assert [(await stands(task, who))[0] for who in guides] == expected, (only, sales, least)
    await progress_is_counted()


async def _events(made: Purchase, guides: list[UUID], product: UUID) -> tuple[Bought, list[GoodsRefunded]]:
    at = clock.now() if made.in_time else clock.now() + 48 * HOUR
    order = await bought(guides[made.guide], (product, *made.product), (new_id(), *made.other), at=at)
    returns, before = [], [0, 0]
    for pieces in made.returns:
        lines = (made.product, made.other)
        amounts = [share(*line, gone, n) for line, gone, n in zip(lines, before, pieces, strict=True)]
        returns.append(order.returned(*pieces, amounts=amounts))
        before = [gone + n for gone, n in zip(before, pieces, strict=True)]
    return order, returns
