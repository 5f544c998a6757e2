"""What members say of goods they received, shown after content security and, for pictures, a person had a look.

Verbs: write, add, check, show, hide, reply.
"""
