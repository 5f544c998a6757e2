"""The guide bot (导购助手): commands and menu in the application's chat, cards to press, digests.

Not a door of its own: callbacks lead here, and everything it says goes out as a guide's notice.
Verbs: press, answer, send_digests, want_menu, publish_menu.
"""
