"""An async client of WeCom's server API: one small file per subject, and `gateways.py`, which serves the domains.

Facts are those of developer.work.weixin.qq.com; page numbers in the docstrings are that site's.
"""
