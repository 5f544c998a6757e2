"""Stores of the chain: where they are, what they offer, when they are open. Verbs: open, edit, keep and drop holidays.

Publishes no events. A store's stock location is made by inventory, which is above.
"""
