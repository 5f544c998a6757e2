"""Stock at every location, one ledger: every change of what is on hand is a movement, every promise is a hold.

Verbs: open_location, receive, hold, release, sell, import_goods. Publishes no events: its callers do. The database
itself refuses stock below zero. Also owns the shop window (showcase.py), which shows goods with what can be sold now.
"""
