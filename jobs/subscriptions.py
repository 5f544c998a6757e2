"""Every event and who reacts to it, on one page. A reaction may run twice: each effect has a unique source_ref."""

from app.kernel.outbox import Subscriptions

SUBSCRIPTIONS: Subscriptions = {}
