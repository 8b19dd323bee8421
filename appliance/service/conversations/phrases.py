"""What the appliance itself says to a visitor, in the conversation's language."""

from __future__ import annotations

from appliance.core.masking.text import MaskedText

_PHRASES = {
    "queued": (
        "正在为您转接人工客服，请稍候。您排在第 {place} 位。",
        "Connecting you to a person, please wait. You are number {place} in the queue.",
    ),
    "claimed": ("客服 {agent} 为您服务。", "{agent} is now with you."),
    "transferred": ("客服 {agent} 接着为您服务。", "{agent} will continue with you."),
    "merged": (
        "已并入会话 {code}，以下是其内容。",
        "Conversation {code} was merged into this one and follows.",
    ),
    "moved": ("已转到{team}排队。", "Moved to the queue of {team}."),
    "given_back": (
        "已转由 AI 继续为您解答，需要时可随时转人工。",
        "The AI continues here; ask for a person at any time.",
    ),
    "taken_back": (
        "已转由 AI 继续为您解答，需要时可随时转人工。",
        "The AI continues here; ask for a person at any time.",
    ),
    "overdue": ("已超过应答时限，仍没有人工回复。", "The limit has passed and no person has answered."),
    "out_of_hours": (
        "现在不是人工服务时间，{opens}恢复。您可以在这里留下联系电话或邮箱，恢复后会有专人联系您。",
        "Our agents are away now and back {opens}. You can leave a phone number or an e-mail address here and "
        "somebody will contact you then.",
    ),
    "closed": ("本次会话已结束，感谢您的咨询。", "This conversation has ended. Thank you for contacting us."),
    "reopened": ("会话已重新打开。", "The conversation has been reopened."),
    "reopened_by_agent": ("客服 {agent} 重新为您服务。", "{agent} is with you again."),
    "file_for_people": (
        "文件已收到并加密保存。AI 不读取文件；需要人工查看时，请点“转人工”。",
        "Your file was received and encrypted. The AI does not read files; press “Talk to a person” to have it looked at.",
    ),
    "consent_withdrawn": (
        "您已撤回同意。本次会话就此结束，在您再次同意之前，我们不再处理您的消息。",
        "You have withdrawn your consent. This conversation ends here, and nothing you write is processed until you agree again.",
    ),
    "rated": ("访客评价：{score} 分。", "The visitor's rating: {score} of 5."),
    "erased": ("（内容已按要求删除）", "(erased as required)"),
    "secret_dropped": (
        "为了您的账户安全，请不要在这里发送密码、验证码或卡片安全码。您刚才发送的这类内容已被删除，没有保存。",
        "For your account's safety, please do not send passwords, one-time codes or card security codes here. "
        "What you sent was removed and not stored.",
    ),
}


def phrase(key: str, lang: str, **values: object) -> MaskedText:
    """One of the sentences above; our own words, so no masking is needed."""
    zh, en = _PHRASES[key]
    return MaskedText.trusted((en if lang == "en" else zh).format(**values))
