"""What members are told by mini-program subscription message (订阅消息), as far as they gave leave.

Verbs: tell, send, consent, take_push, edit_templates.
"""
