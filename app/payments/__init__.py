"""Payments: what is owed, paid and given back through WeChat Pay. Knows its subjects (orders, top-ups) only by id.

Verbs: owe, start, settle, judge, late, abandon, close, refund, retry_refund, send_refunds, reconcile. Events:
PaymentSucceeded, PaymentAbandoned, RefundRequested, RefundSucceeded, IncidentOpened. Every word of the channel about
money ends as applied, applied before, or refunded by itself with an incident.
"""
