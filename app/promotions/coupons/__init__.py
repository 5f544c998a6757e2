"""Coupons (优惠券). Verbs: create_template, stop_template, make_codes, claim, redeem, lock, use, release, give_back."""
