"""The ledger: double-entry accounts of points and money. Balances change by postings and by nothing else.

Verbs: post, post_many, lock. Invariant: each balance is the sum of its credits minus the sum of its debits.
"""
