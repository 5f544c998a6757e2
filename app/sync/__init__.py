"""Sync: departments, staff, customers and groups as WeCom has them, read in slices that survive a kill -9.

Verbs: start, run_slice, turn_due, start_nightly. Event: SyncContinued. Invariants: one run at a time; a slice's effect,
the place where it ended and the job of the next slice are one transaction.
"""
