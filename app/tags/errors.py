"""What can go wrong with tags."""

from app.kernel.errors import Conflict, NotFound, Unavailable


class TagNotFound(NotFound):
    """Also for a deleted one."""

    code = "tag_not_found"
    title = "标签不存在"
    remedy = "请刷新标签列表后重新选择"


class TagGroupNotFound(NotFound):
    code = "tag_group_not_found"
    title = "标签组不存在"
    remedy = "请刷新标签列表后重新选择"


class TagNameTaken(Conflict):
    code = "tag_name_taken"
    title = "名称已存在"
    remedy = "请换一个名称，或直接使用已有的标签"


class TagNotOurs(Conflict):
    """It was made in WeCom's console or by another application; WeCom refuses changes by anyone else (81011)."""

    code = "tag_not_ours"
    title = "该标签在企业微信中创建，不能在此修改"
    remedy = "请到企业微信管理后台修改，修改后会自动同步"


class TooManyTags(Conflict):
    """Facts: `limit`."""

    code = "too_many_tags"
    title = "标签数量已达上限"
    remedy = "请先删除不用的标签"


class MarkingBusy(Unavailable):
    """Another job is telling WeCom of this member's tags; that is tried again."""

    code = "marking_busy"
    title = "正在同步该客户的标签"
