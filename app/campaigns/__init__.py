"""Campaigns: group SOPs (社群SOP). Steps become touches, due touches become broadcasts that a group's owner confirms.

Verbs: schedule_sop, pause, resume, claim_due, create_broadcast, fetch_results, follow_owner. Events: BroadcastPlanned,
BroadcastCreated. Reacts to: OrderPaid (orders a step brought),
GroupOwnerChanged. Invariant: a step reaches a group at most once.
"""
