"""Goods: products (SPU) and what is bought of them (SKU), with prices in fen. Knows nothing of stock.

Verbs: create_product, edit_product, shelve, turn_shelves, set_price, set_bounds, set_store_goods, change_category,
change_brand, request_import. Publishes GoodsImportRequested. What shoppers see with stock is in app/showcase.
"""
