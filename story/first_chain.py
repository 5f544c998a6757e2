"""From a guide's channel code to an order that a group SOP brought: the first whole chain."""

from story.meeting import create_channel_code, log_in, scan_code, welcome_arrives
from story.selling import consequences, fill_cart, pay, place_order, view_product
from story.sop import (
    broadcast_is_created,
    later_order_is_attributed,
    members_receive,
    nothing_is_broken,
    results_are_fetched,
    schedule_sop,
    set_up_groups,
)
from story.stage import Chapter


def chapter() -> Chapter:
    return Chapter(
        "first-chain",
        [
            ("a guide's channel code is created at WeCom", create_channel_code),
            ("a consumer scans it and the encrypted callback is accepted", scan_code),
            ("a welcome message with a mini-program card arrives inside 20 s", welcome_arrives),
            ("the card opens the mini-program and the unionid joins both sides", log_in),
            ("viewing a product tells the guide by app message", view_product),
            ("the cart is the same on another device", fill_cart),
            ("an order is placed once under its idempotency key", place_order),
            ("the phone pays and the signed notification makes it paid", pay),
            ("stock moved, points earned, commission accrued, guide told", consequences),
            ("two customer groups are known", set_up_groups),
            ("a community manager schedules a group SOP", schedule_sop),
            ("after its time a broadcast for exactly that group exists at WeCom", broadcast_is_created),
            ("the owner confirms and exactly that group's members receive it", members_receive),
            ("the results are fetched and the step is done", results_are_fetched),
            ("a later order of a member is attributed to the step", later_order_is_attributed),
            ("every invariant holds", nothing_is_broken),
        ],
    )
