"""Carts and orders. An order holds stock when placed and is paid, cancelled by its member, or expires.

Verbs: put_in_cart, take_out_of_cart, place, pay, cancel, expire. Events: OrderPlaced, OrderPaid, OrderCancelled.
Reacts to PaymentSucceeded: the order is paid, or the money goes back.
"""
