"""What the window itself says, in the visitor's language: handed to the script as one table."""

from __future__ import annotations

from appliance.doors.web.catalogs import N_, gettext

STARTERS = {
    "zh": ["信用卡丢了怎么挂失", "提前还房贷要违约金吗", "网点营业时间"],
    "en": ["How do I report a lost card?", "Early mortgage repayment", "Branch opening hours"],
}
_SAID = {
    "person": N_("转人工"),
    "coming": N_("人工接入中"),
    "with_person": N_("人工服务中"),
    "thinking": N_("AI 正在查找依据"),
    "offline": N_("暂时连接不上，恢复后自动重连。"),
    "failed": N_("没有发送成功，请稍后重试。"),
    "unsent": N_("未送达，恢复后自动发送。"),
    "retry": N_("重发"),
    "edit": N_("取回修改"),
    "you": N_("您"),
    "earlier": N_("以上是之前的会话"),
    "over": N_("已有 %(n)s 字，一条消息最多 4000 字，请分几条发送。"),
    "notice": N_("隐私告知"),
    "version": N_("第 %(n)s 版 · %(at)s"),
    "agree": N_("同意并继续"),
    "not_now": N_("暂不同意"),
    "agreed": N_("您已于 %(at)s 同意。"),
    "close": N_("关闭"),
    "withdraw": N_("撤回同意"),
    "withdraw_sure": N_("撤回后本次会话就此结束，之后写的内容不再被处理。确定吗？"),
    "withdraw_yes": N_("确定撤回"),
    "file": N_("文件"),
    "too_large": N_("文件超过 %(n)s MB，请缩小后再发送。"),
    "wrong_kind": N_("这里只接收 %(list)s 文件。"),
    "rate": N_("这次服务您满意吗？"),
    "star": N_("%(n)s 分"),
    "word": N_("想说的话（可不填）"),
    "rated": N_("谢谢您的评价。"),
    "submit": N_("提交评价"),
}


def texts(lang: str) -> dict[str, str]:
    """The table."""
    say = gettext(lang)
    english = lang == "en"
    return {
        "ai": "AI",
        "source": say(N_("依据：")) + (" " if english else ""),
        "comma": "; " if english else "、",
        **{name: say(sentence) for name, sentence in _SAID.items()},
    }
