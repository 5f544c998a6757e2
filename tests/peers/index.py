"""Which test shows that a hole of another shop is not in this one: `python -m tests.peers.index` prints the list."""

import sys

PRICING, RACES = "tests/app/promotions/pricing", "tests/races"
AFTER_SALE, PAYMENTS, ORDERS = "tests/app/aftersale", "tests/app/payments", "tests/app/orders"
PEERS = "tests/peers"

# File → test → what was filed there, as owner/repository#number of the issue or pull request.
IN_FILES: dict[str, dict[str, tuple[str, ...]]] = {
    f"{PRICING}/test_peers_splits.py": {
        "test_a_split_by_awkward_ratios_loses_nothing": ("lilishop/lilishop#128",),
        "test_a_coupon_larger_than_the_goods_leaves_nothing_to_pay_and_nothing_negative": ("macrozheng/mall#1002",),
        "test_half_a_fen_of_a_discount_rounds_up": ("saleor/saleor#12040",),
        "test_another_quantity_gives_the_price_of_that_quantity": ("saleor/saleor#13831",),
        "test_a_discount_of_the_order_is_on_its_lines": ("saleor/saleor#14880",),
        "test_the_lines_sum_to_the_total_to_the_fen": ("saleor/saleor#17004", "saleor/saleor#17024"),
        "test_a_rate_is_taken_of_the_line_and_not_of_a_piece": ("vendure-ecommerce/vendure#3003",),
        "test_a_second_promotion_on_goods_that_are_free_already_takes_nothing": ("vendure-ecommerce/vendure#2385",),
        "test_everything_off_is_exactly_nothing": ("medusajs/medusa#12226",),
        "test_a_promotion_covers_goods_added_later": ("spree/spree#10407",),
        "test_nothing_negative_can_be_priced": ("newbee-ltd/newbee-mall#127",),
    },
    f"{PRICING}/test_peers_refunds.py": {
        "test_a_refund_does_not_move_the_other_lines": ("vendure-ecommerce/vendure#4811",),
        "test_a_single_line_gives_back_its_price_less_its_share": ("solidusio/solidus#512",),
        "test_what_can_be_refunded_is_never_more_than_the_total": ("medusajs/medusa#13883", "medusajs/medusa#14136"),
        "test_half_of_a_discounted_line_gives_back_half_of_what_was_paid": (
            *("medusajs/medusa#15885", "spree/spree#5915"),
        ),
        "test_several_returns_leave_no_rest": ("medusajs/medusa#13405", "spree/spree#6226"),
        "test_a_full_refund_is_what_was_paid_and_not_a_fen_more": ("woocommerce/woocommerce#64668",),
    },
    "tests/app/inventory/test_peers_holes.py": {
        "test_what_was_free_when_sourced_is_looked_at_again_when_it_is_held": ("vendure-ecommerce/vendure#4930",),
        "test_an_order_over_two_places_is_held_whole_or_not_at_all": ("saleor/saleor#13626",),
        "test_two_allocations_of_one_sku_at_one_place_are_one_hold_of_their_sum": ("medusajs/medusa#16502",),
        "test_reservations_made_at_once_without_an_order_page_cannot_pass_what_is_there": (
            *("medusajs/medusa#16569", "medusajs/medusa#16575"),
        ),
        "test_what_is_reserved_never_falls_below_nothing": ("medusajs/medusa#12401",),
        "test_an_update_that_finds_no_row_is_a_refusal": ("gongfuxiang/shopxo#38",),
    },
    f"{RACES}/test_stock.py": {
        "test_two_hundred_hands_on_the_last_piece_and_one_has_it": (
            *("macrozheng/mall#136", "macrozheng/mall#185", "macrozheng/mall#353", "macrozheng/mall#376"),
            "macrozheng/mall#883",
        ),
        "test_every_piece_of_few_finds_exactly_one_order": ("saleor/saleor#543",),
        "test_orders_with_the_same_goods_in_crossed_order_never_deadlock": (
            *("django-oscar/django-oscar#2102", "django-oscar/django-oscar#1811"),
        ),
        "test_a_hold_is_either_sold_or_given_back": (
            *("vendure-ecommerce/vendure#3508", "vendure-ecommerce/vendure#1738", "vendure-ecommerce/vendure#2702"),
        ),
    },
    f"{RACES}/test_orders.py": {
        "test_one_coupon_pays_for_one_of_five_orders_placed_at_once": ("macrozheng/mall#1003",),
    },
    f"{RACES}/test_payments.py": {
        "test_one_payment_told_many_times_at_once_is_applied_once": ("binarywang/WxJava#3355", "yansongda/pay#685"),
        "test_two_transactions_told_at_once_leave_one_and_give_the_other_back": ("YunaiV/ruoyi-vue-pro#1152",),
    },
    f"{RACES}/test_wallet.py": {
        "test_the_same_stored_value_pays_for_as_many_orders_as_it_covers": ("cedar2025/Xboard#860",),
        "test_an_order_cancelled_many_times_at_once_gives_back_once": ("wyx2685/v2board#374",),
    },
    "tests/peers/test_orders.py": {
        "test_an_unpaid_order_that_ends_gives_its_coupon_back": ("linlinjava/litemall#163", "YunaiV/ruoyi-vue-pro#482"),
        "test_a_coupon_of_a_cancelled_order_in_use_again_is_not_freed_when_that_orders_time_is_over": (
            "linlinjava/litemall#472",
        ),
        "test_nobody_pays_for_an_order_that_is_not_theirs": ("youlaitech/youlai-mall#113",),
        "test_money_that_comes_after_the_piece_was_sold_to_another_goes_back": ("codingXiaxw/seckill#41",),
        "test_the_stock_of_a_shop_is_not_kept_by_one_members_unpaid_orders": ("dujiao-next/dujiao-next#105",),
    },
    "tests/peers/test_after_sales.py": {
        "test_the_coupon_of_an_order_that_was_refunded_whole_is_ready_again": ("linlinjava/litemall#397",),
        "test_what_was_paid_after_promotions_goes_back_neither_more_nor_nothing": (
            *("vendure-ecommerce/vendure#2393", "vendure-ecommerce/vendure#2302", "medusajs/medusa#4934"),
        ),
        "test_a_discount_on_one_of_three_pieces_is_counted_once": ("bagisto/bagisto#1509",),
    },
    f"{PEERS}/test_access.py": {
        "test_staff_without_a_role_open_nothing": ("crmeb/CRMEB#119",),
    },
    f"{ORDERS}/test_timers.py": {
        "test_a_received_order_is_not_paid_or_shipped_again": ("linlinjava/litemall#271",),
    },
    "tests/miniprogram_api/test_orders_bad_input.py": {
        "test_prices_and_discounts_are_not_the_members_to_say": ("macrozheng/mall#998",),
    },
    f"{PAYMENTS}/test_incidents.py": {
        "test_a_sum_that_the_channels_book_has_otherwise_goes_back_whole": ("youlaitech/youlai-mall#100",),
        "test_what_could_not_be_applied_in_time_goes_back_once": ("EasyAbp/PaymentService#74",),
    },
    f"{AFTER_SALE}/test_refund_only.py": {
        "test_more_than_is_left_is_refused_and_names_what_is_left": ("craftcms/commerce#1098",),
    },
    f"{PAYMENTS}/test_refund.py": {
        "test_money_is_told_as_given_back_only_when_the_channel_says_so": ("Wei-Shaw/sub2api#3509",),
    },
    f"{AFTER_SALE}/test_shares.py": {
        "test_parts_in_any_sizes_give_back_exactly_what_was_paid_and_never_more": (
            *("medusajs/medusa#13433", "vendure-ecommerce/vendure#890"),
        ),
    },
    f"{AFTER_SALE}/test_amounts.py": {
        "test_everything_given_back_in_any_order_is_exactly_what_was_paid": ("smartstore/SmartStoreNET#1348",),
    },
}

FILED: dict[str, str] = {
    issue: f"{path}::{test}" for path, tests in IN_FILES.items() for test, issues in tests.items() for issue in issues
}

# Read in their sources and filed by nobody: shop and what, and the test whose docstring names the shop.
READ: dict[str, str] = {
    "yudao: the remainder of a split is lost with the last line": (
        f"{PRICING}/test_peers_splits.py::test_the_remainder_of_a_split_stays_among_the_lines_in_scope"
    ),
    "yudao: shares rounded down push the last line below zero": (
        f"{PRICING}/test_peers_splits.py::test_six_lines_of_one_fen_with_five_fen_off_have_one_fen_left"
    ),
    "yudao: spend-and-save is not capped": (
        f"{PRICING}/test_peers_splits.py::test_spend_and_save_takes_no_more_than_the_goods_cost"
    ),
    "yudao: ratios in double arithmetic": f"{PRICING}/test_peers_splits.py::test_percentages_are_of_whole_fen",
    "yudao: one template that does not match makes all freight free": (
        f"{PRICING}/test_peers_splits.py::test_each_freight_template_is_charged"
    ),
    "yudao: the used coupon is set by another step": (
        f"{PRICING}/test_peers_splits.py::test_the_coupons_of_a_quote_are_coupons"
    ),
    "CRMEB: shares of a coupon exceed the line": (
        f"{PRICING}/test_peers_splits.py::test_a_coupon_larger_than_its_scope_is_capped_on_the_lines_too"
    ),
    "CRMEB: a cut unit price is used for partial refunds": (
        f"{PRICING}/test_peers_refunds.py::test_three_pieces_come_back_for_what_they_cost"
    ),
    "lilishop: one coupon's share is computed from another's": (
        f"{PRICING}/test_peers_splits.py::test_each_of_two_coupons_has_its_own_shares"
    ),
    "mall: the share of points ignores the quantity": (
        f"{PRICING}/test_peers_splits.py::test_points_are_shared_by_what_the_pieces_of_a_line_cost"
    ),
    "yudao: stock is checked again at payment": (
        "tests/peers/test_orders.py::test_the_last_piece_is_paid_for_with_nothing_left_in_stock"
    ),
    "yudao: a refund without return restores stock after shipping": (
        "tests/peers/test_after_sales.py::test_money_back_for_goods_that_were_sent_does_not_put_them_on_sale"
    ),
    "yudao: nobody's silence ever ends an after-sale": (
        f"{AFTER_SALE}/test_return.py::test_silence_of_the_seller_agrees_and_silence_of_the_member_closes"
    ),
    "yudao: an after-sale of no money returns nothing": (
        f"{AFTER_SALE}/test_amounts.py::test_an_order_that_cost_no_money_is_given_back_without_the_channel"
    ),
    "ruoyi: a failed refund cannot be tried again": (
        f"{PAYMENTS}/test_refund.py::test_an_unsure_answer_is_asked_again_under_the_same_number"
    ),
    "yudao: rewards stay with who gave the goods back": (
        f"{ORDERS}/test_rewards.py::test_a_whole_refund_takes_back_what_the_order_gave"
    ),
    "CRMEB: points are taken back up to the balance only": (
        "tests/app/wallet/test_points_life.py::test_points_spent_before_the_refund_are_owed_and_settled_from_the_next"
    ),
    "yudao: points used twice at once are deducted once": (
        f"{RACES}/test_orders.py::test_points_are_spent_once_by_orders_placed_at_once"
    ),
    "yudao: what ended between order and payment leaves a paid order stuck": (
        f"{PEERS}/test_payment.py::test_what_ended_between_order_and_payment_does_not_keep_the_order_from_being_paid"
    ),
    "yudao: one order that cannot be ended rolls the others back": (
        f"{PEERS}/test_payment.py::test_an_order_that_cannot_be_ended_holds_up_none_of_those_that_can"
    ),
    "lilishop: what fails while orders end is only logged": (
        f"{PEERS}/test_payment.py::test_a_payment_that_could_not_be_closed_is_closed_later"
    ),
    "yudao: cancelling leaves the channel's order open": (
        f"{ORDERS}/test_paying.py::test_cancelling_closes_the_order_at_the_channel"
    ),
    "yudao: money for a cancelled order is kept": (
        f"{ORDERS}/test_paying.py::test_a_payment_of_a_cancelled_order_goes_back_by_itself"
    ),
    "CRMEB: an order is ended by time without looking again": (
        f"{PEERS}/test_payment.py::test_an_order_paid_while_its_time_ends_is_paid_or_cancelled_with_its_stock"
    ),
    "CRMEB: stock is taken off without a condition": (
        f"{PEERS}/test_payment.py::test_of_many_who_saw_the_last_piece_one_has_it"
    ),
    "ruoyi: the channel is asked for a refund inside the transaction": (
        f"{PEERS}/test_payment.py::test_a_refund_that_was_rolled_back_was_never_asked_of_the_channel"
    ),
    "yudao: a refund that fails later has no state": (
        f"{PEERS}/test_after_sales.py::test_a_refund_that_the_channel_could_not_carry_out_is_seen_and_done_in_the_end"
    ),
    "yudao: an order is one parcel": (
        f"{PEERS}/test_after_sales.py::test_goods_from_two_places_are_two_parcels_and_sent_when_both_are"
    ),
    "yudao: an after-sale may be asked for at any time": (
        f"{AFTER_SALE}/test_asking.py::test_nothing_is_asked_of_an_order_that_is_completed"
    ),
    "yudao: a line is given back whole or not at all": (
        f"{AFTER_SALE}/test_amounts.py::test_part_of_a_line_gives_back_its_share_of_money_stored_value_and_points"
    ),
    "yudao: commission is of freight too": (
        f"{PEERS}/test_commission.py::test_commission_is_of_what_was_paid_for_goods"
    ),
    "CRMEB: commission is of (price + freight) × quantity": (
        f"{PEERS}/test_commission.py::test_commission_is_of_what_was_paid_for_goods"
    ),
    "yudao: any refund voids the whole commission of a line": (
        f"{PEERS}/test_commission.py::test_a_part_that_comes_back_takes_its_part_of_the_commission_and_the_rest_stays_frozen"
    ),
    "CRMEB: after a partial refund the rest of the commission is free at once": (
        f"{PEERS}/test_commission.py::test_a_part_that_comes_back_takes_its_part_of_the_commission_and_the_rest_stays_frozen"
    ),
    "yudao: commission goes by the binding at payment": (
        f"{PEERS}/test_commission.py::test_who_led_the_member_to_the_order_earns_it_though_another_does_when_it_is_paid"
    ),
    "lilishop: lines of 1 and 2 credit 4, and cancelling takes back other fields": (
        f"{PEERS}/test_commission.py::test_two_lines_earn_their_sum_and_take_back_their_sum"
    ),
    "CRMEB: commission is taken back up to the balance only": (
        f"{PEERS}/test_commission.py::test_two_lines_earn_their_sum_and_take_back_their_sum"
    ),
    "CRMEB: ratios are cut at four digits": (
        f"{PRICING}/test_peers_splits.py::test_a_split_by_awkward_ratios_loses_nothing"
    ),
    "lilishop: ratios are rounded at four digits": (
        f"{PRICING}/test_peers_splits.py::test_a_split_by_awkward_ratios_loses_nothing"
    ),
    "lilishop: money in doubles": (f"{PRICING}/test_peers_splits.py::test_percentages_are_of_whole_fen"),
    "oscar: percentages are rounded down": (
        f"{PEERS}/test_after_sales.py::test_a_discount_of_half_a_fen_is_not_cut_off"
    ),
}


def listed() -> list[str]:
    """Every hole with its test, one per line."""
    return [f"{hole}  {test}" for holes in (FILED, READ) for hole, test in sorted(holes.items())]


if __name__ == "__main__":
    sys.stdout.write("\n".join([*listed(), ""]))
