"""What can go wrong with materials and sendings."""

from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable


class MaterialNotFound(NotFound):
    code = "material_not_found"
    title = "素材不存在"
    remedy = "请刷新素材库后重新选择"


class MaterialChanged(Conflict):
    """Facts: `version`, the one it has now."""

    code = "material_changed"
    title = "素材已被他人修改"
    remedy = "请刷新后在最新版本上修改"


class KindIsFixed(Invalid):
    """Links that were sent lead to a page of its kind."""

    code = "material_kind_is_fixed"
    title = "素材类型不能修改"
    remedy = "请新建素材，并归档原来的素材"


class MaterialNotPublished(Conflict):
    code = "material_not_published"
    title = "素材尚未发布或已归档"
    remedy = "请选择已发布的素材"


class MaterialOutOfTime(Conflict):
    """Facts: `valid_from`, `valid_until`, each may be null."""

    code = "material_out_of_time"
    title = "素材不在有效期内"
    remedy = "请选择有效期内的素材"


class MaterialNotForStore(Forbidden):
    code = "material_not_for_store"
    title = "该素材不适用于您的门店"
    remedy = "请选择本门店可用的素材"


class UnknownStores(Invalid):
    """Facts: `store_ids`."""

    code = "unknown_store"
    title = "门店不存在"
    remedy = "请重新选择门店"


class UnknownSubject(Invalid):
    """The product is unknown, or the coupon template cannot be claimed any more."""

    code = "unknown_subject"
    title = "商品或优惠券不存在，或优惠券已停止领取"
    remedy = "请重新选择商品或优惠券"


class CategoryNotFound(NotFound):
    code = "material_category_not_found"
    title = "素材分类不存在"
    remedy = "请刷新后重新选择分类"


class CategoryExists(Conflict):
    code = "material_category_exists"
    title = "同级下已有同名分类"
    remedy = "请换一个名称"


class CategoryTooDeep(Invalid):
    """Facts: `most_levels`."""

    code = "material_category_too_deep"
    title = "素材分类最多三级"
    remedy = "请移到更高一级的分类下"


class CategoryInsideItself(Invalid):
    code = "material_category_inside_itself"
    title = "不能移到自己的下级分类中"
    remedy = "请选择其他上级分类"


class CategoryInUse(Conflict):
    code = "material_category_in_use"
    title = "分类下还有子分类或素材"
    remedy = "请先移走子分类与素材"


class NotAScriptFile(Invalid):
    """Facts: `faults`, at most 100, each with `row` (the header is row 1) and `reason`; nothing was imported."""

    code = "not_a_script_file"
    title = "话术文件有误，未导入任何内容"
    remedy = "请按提示修改后重新上传，表头为：标题,内容,分类"


class SenderUnknown(Forbidden):
    code = "sender_unknown"
    title = "员工不存在或已停用"
    remedy = "请联系管理员"


class SendNotFound(NotFound):
    code = "send_not_found"
    title = "发送记录不存在"
    remedy = "请重新选择素材发送"


class ProposalNotFound(NotFound):
    """Unknown, or another guide's or customer's: the answer does not tell which."""

    code = "proposal_not_found"
    title = "推荐清单不存在"
    remedy = "请从导购发送的卡片进入"


class ProposalOver(Conflict):
    """A day old, or older."""

    code = "proposal_over"
    title = "推荐清单已过期"
    remedy = "请重新填写清单后发送"


class NotProposable(Invalid):
    """Facts: `sku_ids` that are unknown or off the shelf."""

    code = "not_proposable"
    title = "部分商品不存在或已下架"
    remedy = "请移除这些商品后重新提交"


class NotForPoster(Invalid):
    code = "not_for_poster"
    title = "该类素材不能生成海报"
    remedy = "请选择商品、优惠券、文章、文件或视频"


class PosterUnavailable(Unavailable):
    code = "poster_unavailable"
    title = "暂时无法生成小程序码"
    remedy = "请稍后重试；持续出现请联系管理员检查小程序配置"


class TooManyPosters(TooMany):
    code = "too_many_posters"
    title = "正在生成的海报太多"
    remedy = "请稍后重试"
