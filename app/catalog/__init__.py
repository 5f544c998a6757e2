"""Goods: products (SPU) and what is bought of them (SKU), with prices in fen. Knows nothing of stock.

Verbs: import_csv, shelve. Publishes no events. What shoppers see with stock is in app/inventory/showcase.py.
"""
