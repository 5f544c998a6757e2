"""Points (积分) and stored value (储值) of members, as accounts of the ledger.

Verbs for orders: hold, spend, release, give_back. Further: grant, adjust, order_top_up, pay_top_up, refund_top_up,
offer, withdraw.
Reacts to OrderPaid, OrderReceived, GoodsRefunded, AfterSaleMoved (points) and PaymentSucceeded (top-ups).
"""
