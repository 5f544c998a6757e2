"""The radar: one stream of what members do, and by which of our links and whose shares they came in.

Verbs: enter, share, create (a source), record. Reacts to: OrderPlaced. Events: ProductsViewed.
"""
