"""Payments: what is owed, paid and given back through WeChat Pay. Knows its subjects (orders) only by id.

Verbs: owe, start, settle, abandon, refund, close, reconcile. Events: PaymentSucceeded, PaymentAbandoned,
RefundRequested. Every notification ends as applied, already applied, or refused with nothing changed.
"""
