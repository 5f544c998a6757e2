"""Invoices (发票) of orders: asked for by the member, issued by finance, reversed in red letters when money went back.

Verbs: ask, correct, issue, refuse, take_refund, issue_red.
"""
