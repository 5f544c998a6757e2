"""Members: one person under all the names platforms know them by, with a phone.

Verbs: recognise, log_in, bind_phone.
"""
