"""Everything that can be said in the audit trail, with the words a compliance officer reads."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """The closed vocabulary. A new act gets a new verb here, with its labels below."""

    CONVERSATION_OPENED = "conversation.opened"
    MESSAGE_RECEIVED = "message.received"
    MESSAGE_POSTED = "message.posted"
    MESSAGE_REMASKED = "message.remasked"
    CONVERSATION_LOOKED_AGAIN = "conversation.looked_again"
    DRAFT_DROPPED = "draft.dropped"
    HANDOFF_MADE = "handoff.made"
    HANDOFF_RULES_CHANGED = "handoff.rules_changed"
    HANDOFF_REPLAYED = "handoff.replayed"
    HANDOFF_TAKEN_BACK = "handoff.taken_back"
    HANDOFF_SUMMARISED = "handoff.summarised"
    CONVERSATION_CLAIMED = "conversation.claimed"
    CONVERSATION_GIVEN_BACK = "conversation.given_back"
    CONVERSATION_CLOSED = "conversation.closed"
    CONVERSATION_REOPENED = "conversation.reopened"
    CONVERSATION_OVERDUE = "conversation.overdue"
    CONVERSATION_TAGGED = "conversation.tagged"
    CONVERSATION_SNOOZED = "conversation.snoozed"
    CONVERSATION_RATED = "conversation.rated"
    CONVERSATION_MERGED = "conversation.merged"
    DRAFT_OFFERED = "draft.offered"
    QUICK_REPLY_CHANGED = "quick_reply.changed"
    QUICK_REPLY_RUN = "quick_reply.run"
    INBOX_CHANGED = "inbox.changed"
    ATTACHMENT_RECEIVED = "attachment.received"
    ATTACHMENT_READ = "attachment.read"
    ATTACHMENT_OPENED = "attachment.opened"
    INBOX_KEY_MADE = "inbox.key_made"
    INBOX_KEY_RETIRED = "inbox.key_retired"
    NOTICE_PUBLISHED = "notice.published"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    TRANSCRIPT_READ = "transcript.read"
    TRANSCRIPT_SEARCHED = "transcript.searched"
    AUDIT_READ = "audit.read"
    AUDIT_VERIFIED = "audit.verified"
    ACCOUNT_SIGNED_IN = "account.signed_in"
    ACCOUNT_SIGN_IN_FAILED = "account.sign_in_failed"
    ACCOUNT_SIGNED_OUT = "account.signed_out"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CHANGED = "account.changed"
    TEAM_CHANGED = "team.changed"
    SILENCE_LIMITS_CHANGED = "routing.silence_changed"
    DOCUMENT_IMPORTED = "document.imported"
    DOCUMENT_HELD = "document.held"
    DOCUMENT_REVIEWED = "document.reviewed"
    DOCUMENT_DATED = "document.dated"
    DOCUMENT_PUBLISHED = "document.published"
    DOCUMENT_WITHDRAWN = "document.withdrawn"
    QA_PAIR_DRAFTED = "qa_pair.drafted"
    QA_PAIR_REVIEWED = "qa_pair.reviewed"
    QA_PAIR_PUBLISHED = "qa_pair.published"
    QA_PAIR_WITHDRAWN = "qa_pair.withdrawn"
    PUBLICATION_ASKED = "publication.asked"
    PUBLICATION_DONE = "publication.done"
    PUBLICATION_STOPPED = "publication.stopped"
    QUESTION_SET_KEPT = "question_set.kept"
    QUESTION_SET_RUN = "question_set.run"
    KNOWLEDGE_BASE_CREATED = "knowledge_base.created"
    KNOWLEDGE_CHANNEL_SET = "knowledge.channel_set"
    SYNONYMS_CHANGED = "synonyms.changed"
    BUNDLE_ACTIVATED = "bundle.activated"
    ENGINE_STATE = "engine.state"
    VAULT_CREATED = "vault.created"
    VAULT_UNSEALED = "vault.unsealed"
    VAULT_SEALED = "vault.sealed"
    VAULT_KEY_REFUSED = "vault.key_refused"
    VAULT_SHARE_REFUSED = "vault.share_refused"
    VAULT_SHARES_MISSING = "vault.shares_missing"
    VAULT_REWRAP_BEGUN = "vault.rewrap_begun"
    VAULT_REWRAPPED = "vault.rewrapped"
    VAULT_ROTATION_BEGUN = "vault.rotation_begun"
    VAULT_ROTATED = "vault.rotated"
    VAULT_CONTACTS_ROTATED = "vault.contacts_rotated"
    VAULT_REKEY_BEGUN = "vault.rekey_begun"
    VAULT_REKEYED = "vault.rekeyed"
    VAULT_LEDGER_DAMAGED = "vault.ledger_damaged"
    VAULT_JOURNAL_DAMAGED = "vault.journal_damaged"
    VAULT_JOURNAL_CUT = "vault.journal_cut"
    BACKUP_MADE = "backup.made"
    STORE_RESTORED = "store.restored"
    STORE_ACCEPTED = "store.accepted"
    STORE_STATE = "store.state"
    SETTINGS_CHANGED = "settings.changed"
    PERMISSION_DENIED = "permission.denied"
    APPROVAL_ASKED = "approval.asked"
    APPROVAL_APPROVED = "approval.approved"
    APPROVAL_REFUSED = "approval.refused"
    APPROVAL_WITHDRAWN = "approval.withdrawn"
    APPROVAL_USED = "approval.used"
    MASKING_CHANGED = "masking.changed"
    MASKING_PREVIEWED = "masking.previewed"
    REVEAL_OPENED = "reveal.opened"
    REVEAL_VIEWED = "reveal.viewed"
    REVEAL_ALARM = "reveal.alarm"
    CONVERSATION_ERASED = "conversation.erased"
    CONTACT_READ = "contact.read"
    CONTACT_DESCRIBED = "contact.described"
    CONTACT_RANKED = "contact.ranked"
    CONTACT_RECOGNISED = "contact.recognised"
    CONTACT_ERASING = "contact.erasing"
    CONTACT_ERASED = "contact.erased"
    CONTACT_HELD = "contact.held"
    CONTACT_RELEASED = "contact.released"
    LEDGER_DAMAGED = "ledger.damaged"
    KEYRING_COPIED = "keyring.copied"
    KEYRING_COPY_STRUCK = "keyring.copy_struck"
    KEYRING_TAKEN_BACK = "keyring.taken_back"


LABELS: dict[Verb, tuple[str, str]] = {
    Verb.CONVERSATION_OPENED: ("会话开始", "Conversation opened"),
    Verb.MESSAGE_RECEIVED: ("收到消息", "Message received"),
    Verb.MESSAGE_POSTED: ("发出消息", "Message posted"),
    Verb.MESSAGE_REMASKED: ("消息重新脱敏", "Message masked anew"),
    Verb.CONVERSATION_LOOKED_AGAIN: ("复查会话脱敏", "Conversation looked at again"),
    Verb.DRAFT_DROPPED: ("丢弃 AI 草稿", "AI draft dropped"),
    Verb.HANDOFF_MADE: ("转人工", "Handed off"),
    Verb.HANDOFF_RULES_CHANGED: ("变更转人工规则", "Handoff rules changed"),
    Verb.HANDOFF_REPLAYED: ("回放转人工规则", "Handoff rules replayed"),
    Verb.HANDOFF_TAKEN_BACK: ("访客不再等候人工", "Visitor went back to the AI"),
    Verb.CONVERSATION_CLAIMED: ("客服接入", "Conversation claimed"),
    Verb.CONVERSATION_GIVEN_BACK: ("交还 AI", "Conversation given back"),
    Verb.CONVERSATION_CLOSED: ("会话结束", "Conversation closed"),
    Verb.CONVERSATION_REOPENED: ("会话重新打开", "Conversation reopened"),
    Verb.CONVERSATION_OVERDUE: ("超过应答时限", "Answer overdue"),
    Verb.CONVERSATION_TAGGED: ("变更会话标签", "Conversation tagged"),
    Verb.CONVERSATION_SNOOZED: ("会话稍后处理", "Conversation put aside"),
    Verb.CONVERSATION_RATED: ("访客评价", "Conversation rated"),
    Verb.DRAFT_OFFERED: ("提供 AI 草稿", "AI draft offered"),
    Verb.CONVERSATION_MERGED: ("合并会话", "Conversation merged"),
    Verb.QUICK_REPLY_CHANGED: ("变更话术", "Quick reply changed"),
    Verb.QUICK_REPLY_RUN: ("执行一键操作", "Macro run"),
    Verb.INBOX_CHANGED: ("变更网页入口", "Inbox changed"),
    Verb.ATTACHMENT_RECEIVED: ("收到文件", "File received"),
    Verb.ATTACHMENT_READ: ("识别文件文字", "Text of a file read"),
    Verb.ATTACHMENT_OPENED: ("打开文件", "File opened"),
    Verb.INBOX_KEY_MADE: ("生成身份密钥", "Identity key made"),
    Verb.INBOX_KEY_RETIRED: ("停用身份密钥", "Identity key retired"),
    Verb.NOTICE_PUBLISHED: ("发布隐私告知", "Privacy notice published"),
    Verb.CONSENT_GIVEN: ("访客同意隐私告知", "Consent given"),
    Verb.CONSENT_WITHDRAWN: ("访客撤回同意", "Consent withdrawn"),
    Verb.TRANSCRIPT_READ: ("查看会话记录", "Transcript read"),
    Verb.TRANSCRIPT_SEARCHED: ("搜索会话记录", "Transcripts searched"),
    Verb.AUDIT_READ: ("查看审计记录", "Audit trail read"),
    Verb.AUDIT_VERIFIED: ("校验审计链", "Audit chain verified"),
    Verb.ACCOUNT_SIGNED_IN: ("登录", "Signed in"),
    Verb.ACCOUNT_SIGN_IN_FAILED: ("登录失败", "Sign-in failed"),
    Verb.ACCOUNT_SIGNED_OUT: ("退出登录", "Signed out"),
    Verb.ACCOUNT_CREATED: ("创建账号", "Account created"),
    Verb.ACCOUNT_CHANGED: ("变更账号", "Account changed"),
    Verb.SILENCE_LIMITS_CHANGED: ("变更无操作时限", "Limits of silence changed"),
    Verb.TEAM_CHANGED: ("变更班组", "Team changed"),
    Verb.DOCUMENT_IMPORTED: ("导入文档", "Document imported"),
    Verb.DOCUMENT_HELD: ("文档待核对", "Document held to be looked at"),
    Verb.DOCUMENT_REVIEWED: ("核对文档", "Document reviewed"),
    Verb.DOCUMENT_DATED: ("设置文档有效期", "Document dated"),
    Verb.DOCUMENT_PUBLISHED: ("发布文档", "Document published"),
    Verb.DOCUMENT_WITHDRAWN: ("撤回文档", "Document withdrawn"),
    Verb.QA_PAIR_DRAFTED: ("起草问答", "QA pair drafted"),
    Verb.QA_PAIR_REVIEWED: ("核对问答", "QA pair reviewed"),
    Verb.QA_PAIR_PUBLISHED: ("发布问答", "QA pair published"),
    Verb.QA_PAIR_WITHDRAWN: ("撤回问答", "QA pair withdrawn"),
    Verb.PUBLICATION_ASKED: ("申请发布知识", "Publication asked for"),
    Verb.PUBLICATION_DONE: ("知识已发布", "Publication done"),
    Verb.PUBLICATION_STOPPED: ("发布被检查拦下", "Publication stopped by a check"),
    Verb.QUESTION_SET_KEPT: ("保存题集", "Question set kept"),
    Verb.QUESTION_SET_RUN: ("题集测试", "Question set asked"),
    Verb.KNOWLEDGE_BASE_CREATED: ("建立知识库", "Knowledge base created"),
    Verb.KNOWLEDGE_CHANNEL_SET: ("设置渠道所用知识库", "Knowledge of a channel set"),
    Verb.SYNONYMS_CHANGED: ("变更同义词", "Synonyms changed"),
    Verb.BUNDLE_ACTIVATED: ("启用模型包", "Model bundle activated"),
    Verb.ENGINE_STATE: ("引擎状态变化", "Engine state changed"),
    Verb.VAULT_CREATED: ("建立保险库", "Vault created"),
    Verb.VAULT_UNSEALED: ("解封保险库", "Vault unsealed"),
    Verb.VAULT_SEALED: ("封存保险库", "Vault sealed"),
    Verb.VAULT_KEY_REFUSED: ("解封密钥被拒", "Unseal key refused"),
    Verb.VAULT_SHARE_REFUSED: ("密钥份额被拒", "Key share refused"),
    Verb.VAULT_SHARES_MISSING: ("密钥份额不足", "Too few key shares"),
    Verb.VAULT_REWRAP_BEGUN: ("开始更换解封方式", "Change of unseal method begun"),
    Verb.VAULT_REWRAPPED: ("更换解封方式或密钥", "Unseal method or secret changed"),
    Verb.VAULT_ROTATION_BEGUN: ("开始轮换密钥", "Key rotation begun"),
    Verb.VAULT_ROTATED: ("密钥轮换完成", "Keys rotated"),
    Verb.VAULT_CONTACTS_ROTATED: ("客户密钥已轮换", "Contact keys rotated"),
    Verb.VAULT_REKEY_BEGUN: ("开始更换存储密钥", "Store re-key begun"),
    Verb.VAULT_REKEYED: ("存储密钥已更换", "Store re-keyed"),
    Verb.VAULT_LEDGER_DAMAGED: ("删除台账损坏", "Erasure ledger damaged"),
    Verb.VAULT_JOURNAL_DAMAGED: ("封存日志有损坏的行", "Damaged line in the seal journal"),
    Verb.VAULT_JOURNAL_CUT: ("封存日志被截短", "Seal journal cut short"),
    Verb.BACKUP_MADE: ("完成备份", "Backup made"),
    Verb.STORE_RESTORED: ("从备份恢复数据", "Store restored from a backup"),
    Verb.STORE_ACCEPTED: ("两人接受现有数据", "Store accepted as it lay, by two persons"),
    Verb.STORE_STATE: ("存储状态变化", "Store state changed"),
    Verb.SETTINGS_CHANGED: ("变更设置", "Settings changed"),
    Verb.PERMISSION_DENIED: ("越权被拒", "Permission denied"),
    Verb.APPROVAL_ASKED: ("提出双人申请", "Second person asked for"),
    Verb.APPROVAL_APPROVED: ("双人申请获批", "Request approved"),
    Verb.APPROVAL_REFUSED: ("双人申请被拒", "Request refused"),
    Verb.APPROVAL_WITHDRAWN: ("撤回双人申请", "Request withdrawn"),
    Verb.APPROVAL_USED: ("使用双人批准", "Approval used"),
    Verb.MASKING_CHANGED: ("变更脱敏规则", "Masking changed"),
    Verb.MASKING_PREVIEWED: ("预览脱敏规则", "Masking previewed"),
    Verb.REVEAL_OPENED: ("开放查看原文", "Original opened"),
    Verb.REVEAL_VIEWED: ("查看原文", "Original viewed"),
    Verb.REVEAL_ALARM: ("查看原文过于频繁", "Too many originals viewed"),
    Verb.CONVERSATION_ERASED: ("删除会话内容", "Conversation erased"),
    Verb.CONTACT_READ: ("查看客户持有情况", "Holdings of a contact read"),
    Verb.HANDOFF_SUMMARISED: ("编写转接小结", "Handoff summed up"),
    Verb.CONTACT_DESCRIBED: ("编辑客户印象", "Impression of a contact edited"),
    Verb.CONTACT_RANKED: ("设置客户等级与地区", "Tier and region of a contact set"),
    Verb.CONTACT_RECOGNISED: ("认出已登录客户", "Customer recognised"),
    Verb.CONTACT_ERASING: ("开始删除客户资料", "Erasure of a contact begun"),
    Verb.CONTACT_ERASED: ("客户资料已删除", "Contact erased"),
    Verb.CONTACT_HELD: ("依法保全", "Legal hold placed"),
    Verb.CONTACT_RELEASED: ("解除保全", "Legal hold lifted"),
    Verb.LEDGER_DAMAGED: ("删除台账受损", "Erasure ledger damaged"),
    Verb.KEYRING_COPIED: ("制作密钥环副本", "Keyring copied"),
    Verb.KEYRING_COPY_STRUCK: ("注销密钥环副本", "Keyring copy struck off"),
    Verb.KEYRING_TAKEN_BACK: ("由副本恢复密钥环", "Keyring taken back from a copy"),
}
