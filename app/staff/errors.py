"""What can go wrong with staff."""

from app.kernel.errors import Conflict, NotFound, Unauthenticated, Unavailable


class StaffNotFound(NotFound):
    code = "staff_not_found"
    title = "员工不存在"
    remedy = "请先同步企业微信通讯录"


class StaffExists(Conflict):
    code = "staff_exists"
    title = "员工账号或登录名已存在"
    remedy = "请换一个登录名，或修改已有员工"


class WrongCredentials(Unauthenticated):
    """One answer for an unknown name, a wrong password and a dismissed member: it tells nothing about who exists."""

    code = "wrong_credentials"
    title = "登录名或密码不正确"
    remedy = "请核对后重试"


class DirectoryEmpty(Unavailable):
    """An empty directory would dismiss everybody; far more likely the application sees nobody."""

    code = "directory_empty"
    title = "企业微信没有返回任何成员"
    remedy = "请检查应用的可见范围后重新同步"
