"""Materials (素材), scripts (话术) and what guides send of them.

Owns: materials in a tree of categories, proposals for customers, and each sending with the link it carries. Verbs:
create_material, edit_material, publish, archive, import_scripts, create_category, change_category, remove_category,
propose, prepare, confirm_sent, make_poster. Events: ContentSent.
"""
