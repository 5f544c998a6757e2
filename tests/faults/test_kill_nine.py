"""kill -9 at the worst moments of the chain: nothing is lost, nothing is visibly repeated."""

import asyncio
from typing import Any

import pytest

from demo import brand
from story import meeting, selling, sop
from story.stage import Stage, until
from tests.processes import Product, hanging_call, locked, someone_waits_for_a_lock

SEND_WELCOME = "/qyapi/cgi-bin/externalcontact/send_welcome_msg"
SEND_APP_MESSAGE = "/qyapi/cgi-bin/message/send"
ADD_TEMPLATE = "/qyapi/cgi-bin/externalcontact/add_msg_template"
ADD_WAY = "/qyapi/cgi-bin/externalcontact/add_contact_way"

On = tuple[Stage, Product]


async def _kill_worker_during(on: On, path: str, kind: str) -> None:
    """Wait until the worker hangs in a vendor call, kill it, let go, start another."""
    stage, product = on
    await hanging_call(stage, path)
    product.kill("worker")
    await stage.control("DELETE", "/faults")
    product.revive("worker")


@pytest.mark.parametrize("kind", ["hang_before", "hang_after"])
async def test_worker_killed_while_creating_a_channel_code_leaves_one_code(stage: On, kind: str) -> None:
    on, _ = stage
    await on.control("POST", "/faults", json={"path": ADD_WAY, "kind": kind})
    creating = meeting.create_channel_code(on)
    task = asyncio.create_task(creating)
    await _kill_worker_during(stage, ADD_WAY, kind)
    evidence = await task
    assert evidence["user"] == [brand.GUIDE]


@pytest.mark.parametrize("kind", ["hang_before", "hang_after"])
async def test_worker_killed_around_the_welcome_sends_it_exactly_once(stage: On, kind: str) -> None:
    on, _ = stage
    await meeting.create_channel_code(on)
    await on.control("POST", "/faults", json={"path": SEND_WELCOME, "kind": kind})
    await meeting.scan_code(on)
    await _kill_worker_during(stage, SEND_WELCOME, kind)

    async def settled() -> Any:
        return await on.row("SELECT status FROM guide_welcomes WHERE status NOT IN ('waiting', 'sending')")

    assert await until(settled, "the welcome is settled") == {"status": "sent"}
    await meeting.welcome_arrives(on)


@pytest.mark.parametrize("kind", ["hang_before", "hang_after"])
async def test_worker_killed_around_a_radar_notice_tells_the_guide_exactly_once(stage: On, kind: str) -> None:
    on, _ = stage
    await _met(on)
    await on.control("POST", "/faults", json={"path": SEND_APP_MESSAGE, "kind": kind})
    event = {"kind": "product_view", "product_id": on.props["product"]}
    await on.call("POST", "/mp/v1/events", token=on.props["token"], json={"events": [event]})
    await _kill_worker_during(stage, SEND_APP_MESSAGE, kind)

    async def settled() -> Any:
        return await on.row("SELECT status FROM guide_notices WHERE status NOT IN ('waiting', 'sending')")

    assert await until(settled, "the notice is settled") == {"status": "sent"}
    inbox = await selling.guide_inbox(on)
    assert len([message for message in inbox if on.props["title"] in str(message)]) == 1


@pytest.mark.parametrize(
    "rows",
    [
        "SELECT 1 FROM orders FOR UPDATE",
        "SELECT 1 FROM stocks FOR UPDATE",
        "LOCK TABLE ledger_postings IN ACCESS EXCLUSIVE MODE",
        "LOCK TABLE commission_accruals IN ACCESS EXCLUSIVE MODE",
        "LOCK TABLE guide_notices IN ACCESS EXCLUSIVE MODE",
    ],
)
async def test_worker_killed_between_payment_and_its_consequences_does_each_once(
    stage: On, environment: dict[str, str], rows: str
) -> None:
    on, product = stage
    await _met(on)
    await selling.place_order(on)
    order = on.props["order"]
    parameters = await on.call("POST", f"/mp/v1/orders/{order['id']}/payment", token=on.props["token"])
    async with locked(environment, rows):
        await on.control("POST", f"/people/{on.props['person']['id']}/pay", json=parameters)
        await someone_waits_for_a_lock(on)
        product.kill("worker")
    product.revive("worker")
    await selling.consequences(on)
    await sop.nothing_is_broken(on)


async def test_web_server_killed_inside_a_notification_loses_no_payment(stage: On, environment: dict[str, str]) -> None:
    on, product = stage
    await _met(on)
    await selling.place_order(on)
    order = on.props["order"]
    await on.control("POST", "/pay/settings", json={"retry_scale": 0.05})
    parameters = await on.call("POST", f"/mp/v1/orders/{order['id']}/payment", token=on.props["token"])
    async with locked(environment, "SELECT 1 FROM payments FOR UPDATE"):
        await on.control("POST", f"/people/{on.props['person']['id']}/pay", json=parameters)
        await someone_waits_for_a_lock(on)
        product.kill("serve")
    product.revive("serve")
    await selling.consequences(on)
    await sop.nothing_is_broken(on)


async def test_web_server_killed_inside_placing_leaves_no_half_order_and_the_retry_makes_one(
    stage: On, environment: dict[str, str]
) -> None:
    on, product = stage
    await _met(on)
    home = await on.call("POST", "/mp/v1/addresses", token=on.props["token"], json=selling.HOME)
    lines = {"lines": [{"sku_id": on.props["sku"], "quantity": 1}], "address_id": home["id"]}
    headers = {"Authorization": f"Bearer {on.props['token']}", "Idempotency-Key": "one-and-the-same-key"}
    async with locked(environment, "SELECT 1 FROM stocks FOR UPDATE"):
        first = asyncio.create_task(on.web.post("/mp/v1/orders", json=lines, headers=headers))
        await someone_waits_for_a_lock(on)
        product.kill("serve")
        assert isinstance(await asyncio.gather(first, return_exceptions=True), list)
    assert (await on.row("SELECT count(*) AS orders FROM orders"))["orders"] == 0
    product.revive("serve")
    for _ in range(2):
        answer = await on.web.post("/mp/v1/orders", json=lines, headers=headers)
        assert answer.status_code == 201, answer.text
    assert (await on.row("SELECT count(*) AS orders FROM orders"))["orders"] == 1
    await sop.nothing_is_broken(on)


@pytest.mark.parametrize("kind", ["hang_before", "hang_after"])
async def test_worker_killed_around_a_sop_broadcast_creates_it_exactly_once(stage: On, kind: str) -> None:
    on, _ = stage
    await _met(on)
    await sop.set_up_groups(on)
    await sop.schedule_sop(on)
    await on.control("POST", "/faults", json={"path": ADD_TEMPLATE, "kind": kind})
    await on.control("POST", "/clock", json={"advance_seconds": sop.AHEAD_SECONDS + 1})
    await _kill_worker_during(stage, ADD_TEMPLATE, kind)

    async def created() -> Any:
        return await on.row("SELECT status, msgid FROM sop_broadcasts WHERE status = 'created'")

    msgid = (await until(created, "the broadcast is created", seconds=60))["msgid"]
    tasks = await on.control("GET", f"/wecom/staff/{brand.GUIDE}/broadcasts")
    assert [task["msgid"] for task in tasks] == [msgid]
    on.props["msgid"] = msgid
    await sop.members_receive(on)
    await sop.results_are_fetched(on)


async def _met(on: Stage) -> None:
    """A consumer who scanned the guide's code and logged in from the card."""
    for step in (meeting.create_channel_code, meeting.scan_code, meeting.welcome_arrives, meeting.log_in):
        await step(on)
