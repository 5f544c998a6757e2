"""Hand-over (客户继承): customers and groups of a guide go to successors, in service or after leaving.

Verbs: start, advance, cancel, transfer_failed, read_unassigned. Events: HandOverDue, CustomersHandedOver. Invariant: a
customer and a group are on their way in at most one hand-over.
"""
