"""A first wording of the notice for the bank to start from. It holds only once an administrator has published it.

What it has to say: who processes what, for what, how long, and how to take consent back (Personal Information Protection
Law of the PRC, articles 14, 15 and 17; Interim Measures for Generative AI Services, article 11).
"""

from __future__ import annotations

_ZH = """{bank}在线客服需要处理您在这里写下的内容，才能为您解答。

· 处理什么：您发送的消息和文件，以及您使用的网页入口。姓名、手机号、证件号等个人信息在保存前自动脱敏，原值单独加密；密码和验证码会被删除，请不要发送。
· 用来做什么：回答您的问题，必要时转给人工客服，并按监管要求留存记录。标有“AI”的回答由部署在{bank}内部的人工智能依据本行公开资料生成，您可以随时转人工。
· 保存在哪里：只保存在{bank}自己的系统内，不提供给第三方。
· 您的权利：您可以随时在本窗口“隐私告知”处撤回同意；撤回后我们不再处理您的新消息。您也可以要求查阅、更正或删除您的个人信息。"""

_EN = """{bank} needs to process what you write here in order to answer you.

· What is processed: your messages and files, and the page you come from. Names, numbers and other personal data are masked before anything is stored, and originals are encrypted apart; passwords and one-time codes are deleted, please do not send any.
· What for: answering you, handing you over to a person where needed, and keeping the records that regulation asks for. Answers marked “AI” are made by an artificial intelligence inside {bank} from its published texts; you can ask for a person at any time.
· Where: only within {bank}'s own systems; nothing is given to third parties.
· Your rights: you can withdraw your consent at any time under “Privacy” in this window, and nothing you write is processed from then on. You may also ask to see, correct or erase your personal data."""


def shipped(bank: str, bank_en: str) -> tuple[str, str]:
    """Chinese and English."""
    return _ZH.format(bank=bank), _EN.format(bank=bank_en)
