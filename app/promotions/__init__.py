"""Promotions: price rules as data, the computation that applies them, and coupons."""
