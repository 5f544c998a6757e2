"""Every way of buying and of giving back, in one shop, with the other side's books as evidence."""

from story import (
    commerce_aftersale,
    commerce_express,
    commerce_import,
    commerce_invoice,
    commerce_mishaps,
    commerce_opening,
    commerce_split,
    commerce_stores,
    commerce_wallet,
    commerce_words,
)
from story.sop import nothing_is_broken
from story.stage import Chapter


def chapter() -> Chapter:
    return Chapter(
        "commerce",
        [
            ("a consumer becomes a guide's member", commerce_opening.meet),
            ("head office puts goods on the shelf in three places", commerce_opening.stock_shelves),
            ("a promotion, two coupons and points are the member's", commerce_opening.make_offers),
            ("a quote explains every rule to the fen", commerce_opening.explain_price),
            ("express: ordered at the quoted price and paid on the phone", commerce_express.buy),
            ("the member allows one message about shipping", commerce_words.allow_one_message),
            ("express: a clerk ships it and WeChat is told", commerce_express.ship),
            ("the message is on the phone and used the leave up", commerce_words.message_arrived),
            ("same-city: a slot, the fee of the distance, a rider", commerce_stores.bring),
            ("pick-up: the code is redeemed at the counter, once", commerce_stores.pick_up),
            ("scan-to-buy: the exit code opens, once", commerce_stores.scan_to_buy),
            ("virtual: delivered the moment it is paid", commerce_stores.send_by_message),
            ("express: the courier's signed pushes lead to the door", commerce_express.travel),
            ("express: the member confirms and the points are usable", commerce_express.receive),
            ("a kind review is shown, a rude one is not", commerce_words.review),
            ("an order is split over two locations", commerce_split.buy_from_two_places),
            ("its parcels leave in three parts, each told to WeChat", commerce_split.send_in_parts),
            ("stored value is topped up with a bonus", commerce_wallet.top_up),
            ("stored value pays an order in full: nothing for WeChat", commerce_wallet.pay_nothing),
            ("a line is paid by everything at once", commerce_aftersale.buy_with_everything),
            ("finance issues an invoice of it", commerce_invoice.issue),
            ("one piece of it is refunded, every share reversed", commerce_aftersale.refund_one),
            ("a red-letter invoice takes that much back", commerce_invoice.issue_red),
            ("another piece is exchanged, no money moves", commerce_aftersale.exchange_one),
            ("a payment after cancelling goes back by itself", commerce_mishaps.pay_too_late),
            ("a payment of the wrong sum goes back by itself", commerce_mishaps.pay_wrong_sum),
            ("a second payment goes back by itself", commerce_mishaps.pay_twice),
            ("an unpaid order times out and is closed at the channel", commerce_mishaps.pay_never),
            ("a goods file with bad rows is imported", commerce_import.import_file),
            ("the promotion ends and the goods leave the shelf", commerce_opening.close_the_shop),
            ("every invariant holds", nothing_is_broken),
        ],
    )
