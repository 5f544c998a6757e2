"""Members: one person under all the names platforms know them by, with a phone and points.

Verbs: recognise, log_in, bind_phone. Reacts to: OrderPaid (points).
"""
