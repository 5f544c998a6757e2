"""The radar: one stream of what members do, and by which of our links they came in.

Verbs: enter, record. Reacts to: OrderPlaced. Events: ProductsViewed.
"""
