"""kill -9 around the call that begins a hand-over: each customer is begun once."""

from typing import Any

import pytest

from demo import brand
from story import meeting
from story.stage import Stage, until
from tests.processes import Product, hanging_call

TRANSFER = "/qyapi/cgi-bin/externalcontact/transfer_customer"
SUCCESSOR = "wangqiang"
# Past the time in which the lost call could still be under way.
SETTLED_SECONDS = 60


@pytest.mark.parametrize("kind", ["hang_before", "hang_after"])
async def test_worker_killed_between_sending_and_writing_down_begins_each_customer_once(
    stage: tuple[Stage, Product], kind: str
) -> None:
    on, product = stage
    for step in (meeting.create_channel_code, meeting.scan_code, meeting.welcome_arrives):
        await step(on)
    people = (await on.call("GET", "/admin/v1/staff?limit=100", token=on.props["admin"]))["items"]
    ids = {one["userid"]: one["id"] for one in people}
    await on.control("POST", "/faults", json={"path": TRANSFER, "kind": kind})
    wanted = {"from_staff_id": ids[brand.GUIDE], "to_staff_ids": [ids[SUCCESSOR]]}
    made = await on.call("POST", "/admin/v1/customer-hand-overs", token=on.props["admin"], json=wanted)
    await hanging_call(on, TRANSFER)
    product.kill("worker")
    await on.control("DELETE", "/faults")
    await on.control("POST", "/clock", json={"advance_seconds": SETTLED_SECONDS})
    product.revive("worker")

    async def waiting() -> Any:
        seen = await on.call("GET", f"/admin/v1/customer-hand-overs/{made['id']}", token=on.props["admin"])
        return seen if seen["customers"] == {"waiting": 1} else None

    await until(waiting, "the customer is on the way", seconds=60)
    answers = [one["answer"]["customer"] for one in await on.accepted(TRANSFER)]
    assert [customer["errcode"] for customers in answers for customer in customers] == [0]
