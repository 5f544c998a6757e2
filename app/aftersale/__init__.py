"""After-sale (售后): refund only, return, exchange, of any number of pieces.

Verbs: request, withdraw, send_back (the member); approve, reject, accept, refuse (the seller); turn_due (silence of
either). What goes back comes from the shares stored on the order's lines. Events: GoodsRefunded, AfterSaleMoved,
ExchangeGranted.
"""
