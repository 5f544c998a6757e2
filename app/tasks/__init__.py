"""Guide tasks (导购任务): head office asks guides for a number by a day, and what really happened counts it.

Verbs: draft, edit, publish, adjust, cancel, move. Ticks: turn_due, remind, escalate. Events: none. Reacts to:
FriendAdded, MemberJoined, OrderPaid, GoodsRefunded, BroadcastConfirmed, ContentSent. Invariant: the progress of a row
is the sum of its facts, and a fact counts once.
"""
