"""The demo brand 云上茶社: people at the sandbox's WeCom, three stores and a warehouse with 1,000 SKUs, what it
offers, a commission rule."""

from contextlib import suppress

import httpx

from app.inventory.import_goods import import_goods
from app.kernel.db import atomic
from app.kernel.settings import Settings
from app.main import running
from app.referral.add_rule import add_rule
from app.staff.create import create
from app.staff.errors import StaffExists
from app.staff.states import Role
from app.staff.sync import sync
from demo.brand_offers import make_offers
from demo.brand_stores import fill_shelves, open_places
from demo.catalogue import catalogue_csv

ADMIN = "admin"
GUIDE = "lina"
STAFF = [
    {"userid": GUIDE, "name": "李娜", "mobile": "13800000001"},
    {"userid": "wangqiang", "name": "王强", "mobile": "13800000002"},
    {"userid": "zhoumin", "name": "周敏", "mobile": "13800000003"},
]
GUIDE_RATE = 500


async def seed(settings: Settings, sandbox_url: str, admin_password: str) -> None:
    """Make the brand in a process that is not the product's."""
    async with running(settings):
        await furnish(sandbox_url, admin_password)


async def furnish(sandbox_url: str, admin_password: str) -> None:
    """Make the brand, whole and once: when it is there already it stays as it is."""
    await _hire(sandbox_url)
    await sync()
    with suppress(StaffExists):
        await _open_shop(admin_password)


@atomic
async def _open_shop(admin_password: str) -> None:
    await create("head-office", "总部管理员", list(Role), ADMIN, admin_password)
    stores = await open_places()
    await import_goods(catalogue_csv())
    await fill_shelves(stores)
    await make_offers()
    await add_rule(GUIDE_RATE)


async def _hire(sandbox_url: str) -> None:
    async with httpx.AsyncClient(base_url=sandbox_url, trust_env=False) as sandbox:
        known = {member["userid"] for member in (await sandbox.get("/_sandbox/wecom/staff")).json()}
        for member in STAFF:
            if member["userid"] not in known:
                (await sandbox.post("/_sandbox/wecom/staff", json=member)).raise_for_status()
