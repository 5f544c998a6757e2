"""Stock at every location, one ledger: every change of what is on hand is a movement, every promise is a hold.

Verbs: open_store, open_location, edit_location, receive, take_back, set_safety, count, transfer.send/arrive/cancel,
push, source, hold, release, sell, add_rule, edit_rule, drop_rule, import_goods. Publishes no events: its callers do.
The database itself refuses stock below zero. A hold lives in the transaction of the order that it is for and orders
are never deleted, so their expiry gives it back and no sweep of its own is needed.
"""
