"""A guide's days at WeCom, from the first sync to the colleague who takes over, with WeCom's side as evidence."""

from story import (
    wecom_codes,
    wecom_groups,
    wecom_leaving,
    wecom_losing,
    wecom_opening,
    wecom_sending,
    wecom_sidebar,
    wecom_tags,
    wecom_tasks,
)
from story.meeting import log_in, scan_code
from story.selling import consequences, fill_cart, pay, place_order, view_product
from story.sop import broadcast_is_created, nothing_is_broken, schedule_sop
from story.stage import Chapter


def chapter() -> Chapter:
    return Chapter(
        "wecom",
        [
            ("a run reads the directory and the customers of before, with progress", wecom_opening.sync_all),
            ("head office makes tags, and WeCom has them", wecom_opening.make_tags),
            ("a channel code with shifts, tags and remarks leads to who is on duty", wecom_codes.make_code),
            ("a consumer scans it and the encrypted callback is accepted", scan_code),
            ("the welcome of this hour arrives inside 20 s", wecom_codes.welcome_of_the_hour),
            ("WeCom shows the code's remark and tag on the new friend", wecom_codes.named_and_tagged),
            ("the card opens the mini-program and the unionid joins both sides", log_in),
            ("the guide logs in to the sidebar with who they are in WeCom", wecom_sidebar.log_in_by_oauth),
            ("WeCom's client accepts both JS-SDK signatures", wecom_sidebar.sign_page),
            ("two tasks are assigned, and the guide is told", wecom_tasks.assign),
            ("the guide is reminded of what is not done", wecom_tasks.remind),
            ("the guide sends a product's card, and the customer opens it", wecom_sending.send_card),
            ("viewing a product puts a card on the guide's phone", view_product),
            ("the guide presses 已跟进 and the card is grey", wecom_sidebar.press_card),
            ("the cart is the same on another device", fill_cart),
            ("an order is placed once under its idempotency key", place_order),
            ("the phone pays and the signed notification makes it paid", pay),
            ("stock moved, points earned, commission accrued, guide told", consequences),
            ("head office sees that the order came by the guide's card", wecom_sending.brought),
            ("the order counts for both tasks, and one is done", wecom_tasks.count),
            ("the screen beside the chat shows all of it in one request", wecom_sidebar.show_customer),
            ("the bot answers 今日客户 and 佣金", wecom_sidebar.ask_bot),
            ("a person joins the guide's group by its code", wecom_groups.join_by_code),
            ("the group's robot speaks", wecom_groups.speak),
            ("an acquisition link brings a friend with their channel", wecom_groups.follow_link),
            ("a tag renamed and one put on in WeCom arrive here", wecom_tags.hear_of_tags),
            ("a tag given here arrives at WeCom", wecom_tags.give_tag),
            ("a step for the group is scheduled", schedule_sop),
            ("after its time its broadcast waits for the guide", broadcast_is_created),
            ("the shift ends and the code leads to the colleague", wecom_codes.shift_ends),
            ("a customer deletes the guide, and who should hear of it does", wecom_losing.lose),
            ("head office notes why", wecom_losing.note_reason),
            ("what happened while callbacks were off, a run finds and mends", wecom_losing.reconcile),
            ("in the evening the guide reads the day's digest", wecom_losing.digest),
            ("the guide leaves, and head office hands everything to a colleague", wecom_leaving.leave),
            ("a day later the customers are the colleague's, at WeCom and here", wecom_leaving.handed_over),
            ("tasks, commission and the group's broadcast went along", wecom_leaving.went_along),
            ("every invariant holds", nothing_is_broken),
        ],
    )
