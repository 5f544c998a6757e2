"""Referral: what guides earn from the orders of their customers, by versioned rules, posted to the ledger.

Verb: add_rule. Reacts to: OrderPaid (accrue), GoodsRefunded, CustomersHandedOver (move_commission).
"""
