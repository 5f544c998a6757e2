"""The shop window: what shoppers see of goods, with prices and what can be sold now. Has no tables, changes nothing.

Queries: product_list, product, by_barcode (products.py), search (search.py), suggestions (suggest.py). Its statements
read the tables of the domains below it in one round trip; the search index they read is written by
app/catalog/index_search.py. Without a store, stock is what all active locations have free together: any of them may
serve an order from afar. With a store, price and stock are that store's, and what it does not sell is not shown.
"""
