"""Every tick, on one page. A tick enqueues its task; the task claims due rows, so a missed tick is harmless."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.acquisition.count_link_customers import count_link_customers
from app.acquisition.group_code_way import look_at_group_codes
from app.acquisition.left_out import readmit
from app.acquisition.link_at_wecom import look_at_links
from app.acquisition.reconcile_codes import reconcile_codes
from app.acquisition.turn_ways import turn_ways
from app.acquisition.watch_quota import watch_quota
from app.aftersale.turn_due import turn_due as turn_due_after_sales
from app.campaigns.claim_due import claim_due
from app.campaigns.fetch_results import fetch_results
from app.campaigns.revive import revive
from app.catalog.index_search import index_search, refresh_search
from app.catalog.turn_shelves import turn_shelves
from app.fulfilment.pick_up import turn_codes
from app.fulfilment.upload_shipping import upload_shipping
from app.fulfilment.watch_parcels import watch_parcels
from app.guides.alert_losses import alert_losses
from app.handover.advance import look_at_due
from app.handover.read_unassigned import read_unassigned_nightly
from app.notices.send import send_due as send_due_notices
from app.orders.expire import expire
from app.orders.turn_due import turn_due
from app.payments.reconcile import reconcile
from app.payments.send_refunds import send_refunds
from app.promotions.coupons.expire import expire as expire_coupons
from app.promotions.coupons.remind import remind
from app.robots.say import say_due
from app.showcase.count_sales import count_sales
from app.sync.turn_due import start_nightly
from app.sync.turn_due import turn_due as turn_due_syncs
from app.tasks.escalate import escalate
from app.tasks.remind import remind as remind_of_tasks
from app.tasks.turn_due import turn_due as turn_due_tasks
from app.wallet.expire_points import expire_points
from app.wallet.expire_top_ups import expire_top_ups
from wecom.bot.digest import send_digests


@dataclass(frozen=True, slots=True)
class Tick:
    """Every `seconds` the task named `name` is enqueued, unless one already waits."""

    name: str
    seconds: int
    task: Callable[[], Awaitable[object]]


TICKS: list[Tick] = [
    Tick("acquisition.look_at_group_codes", 30, look_at_group_codes),
    Tick("acquisition.look_at_links", 30, look_at_links),
    Tick("acquisition.count_link_customers", 60, count_link_customers),
    Tick("acquisition.watch_quota", 3600, watch_quota),
    Tick("aftersale.turn_due", 60, turn_due_after_sales),
    Tick("bot.send_digests", 300, send_digests),
    Tick("campaigns.claim_due", 5, claim_due),
    Tick("campaigns.fetch_results", 5, fetch_results),
    Tick("campaigns.revive", 60, revive),
    Tick("catalog.index_search", 2, index_search),
    Tick("catalog.refresh_search", 900, refresh_search),
    Tick("catalog.turn_shelves", 5, turn_shelves),
    Tick("fulfilment.turn_codes", 60, turn_codes),
    Tick("fulfilment.upload_shipping", 5, upload_shipping),
    Tick("fulfilment.watch_parcels", 15, watch_parcels),
    Tick("guides.alert_losses", 5, alert_losses),
    Tick("guides.reconcile_codes", 600, reconcile_codes),
    Tick("guides.turn_ways", 15, turn_ways),
    Tick("acquisition.readmit", 600, readmit),
    Tick("handover.look_at_due", 15, look_at_due),
    Tick("handover.read_unassigned", 600, read_unassigned_nightly),
    Tick("notices.send_due", 5, send_due_notices),
    Tick("orders.expire", 5, expire),
    Tick("orders.turn_due", 30, turn_due),
    Tick("payments.reconcile", 5, reconcile),
    Tick("payments.send_refunds", 5, send_refunds),
    Tick("promotions.coupons.expire", 60, expire_coupons),
    Tick("promotions.coupons.remind", 300, remind),
    Tick("tasks.turn_due", 5, turn_due_tasks),
    Tick("tasks.remind", 15, remind_of_tasks),
    Tick("tasks.escalate", 30, escalate),
    Tick("robots.say_due", 5, say_due),
    Tick("sync.start_nightly", 300, start_nightly),
    Tick("sync.turn_due", 5, turn_due_syncs),
    Tick("wallet.expire_points", 300, expire_points),
    Tick("wallet.expire_top_ups", 5, expire_top_ups),
    Tick("showcase.count_sales", 600, count_sales),
]
