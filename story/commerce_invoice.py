"""An invoice over what was paid in money, and a red-letter one over what went back."""

from typing import Any
from uuid import uuid4

from story.commerce_shop import first, mine, office
from story.stage import Stage, must, until

BUYER = {"kind": "company", "title": "云上贸易有限公司", "tax_number": "91310101MA1FPX1234", "email": "cw@example.com"}


async def issue(stage: Stage) -> dict[str, Any]:
    placed = stage.props["mixed"]["order"]
    asked = await mine(stage, "POST", f"/orders/{placed['id']}/invoice", json=BUYER)
    must(asked["amount"] == placed["total"], "over what was paid, stored value included", asked)
    waiting = await office(stage, "GET", f"/invoices/{asked['id']}")
    entered = {"invoice_no": _number(), "revision": waiting["revision"]}
    issued = await office(stage, "POST", f"/invoices/{asked['id']}/issue", json=entered)
    must(issued["status"] == "issued", "finance issued it", issued)
    stage.props["invoice"] = issued["id"]
    return {"buyer": BUYER["title"], "amount": issued["amount"], "invoice_no": issued["invoice_no"]}


async def issue_red(stage: Stage) -> dict[str, Any]:
    """The refund of one piece owes a red-letter invoice over exactly its money."""
    share = stage.props["mixed"]["share"]
    back = share["amount"] + share["stored_value"]

    async def owed() -> Any:
        return (await office(stage, "GET", f"/invoices/{stage.props['invoice']}"))["reds"]

    red = first(await until(owed, "a red-letter invoice is owed"), "one is owed")
    must(red["amount"] == back, "over what went back", red)
    done = await office(stage, "POST", f"/red-invoices/{red['id']}/issue", json={"invoice_no": _number()})
    must(done["reversed"] == back, "the invoice is reversed by that much", done)
    return {"amount": done["amount"], "reversed": done["reversed"], "status": done["status"]}


def _number() -> str:
    """As a fully digital invoice has it."""
    return f"{uuid4().int % 10**20:020d}"
