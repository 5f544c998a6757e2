"""Group robots (群机器人): what head office lets them say in their groups, in order and within their pace.

Verbs: register, rename, remove, speak, take_back, say, say_due. Events: RobotDue.
"""
