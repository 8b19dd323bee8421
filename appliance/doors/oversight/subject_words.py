"""What requests of the people whose data is held are called on the pages."""

from __future__ import annotations

from appliance.doors.web.catalogs import N_
from appliance.governance.compliance.grounds import Cause, Ground

# State of a request -> (words, tone).
STATES = {
    "pending": (N_("等待审批"), "wait"),
    "refused": (N_("已拒绝"), "alarm"),
    "withdrawn": (N_("已撤回"), ""),
    "expired": (N_("已过期"), ""),
    "running": (N_("正在删除"), "ai"),
    "done": (N_("资料已删除"), "next"),
}
GROUNDS = {
    Ground.CONSENT.value: N_("本人撤回同意"),
    Ground.PURPOSE.value: N_("处理目的已实现、无法实现或不再必要"),
    Ground.ENDED.value: N_("停止提供服务，或保存期限已届满"),
    Ground.UNLAWFUL.value: N_("处理违反法律、法规或约定"),
    Ground.OTHER.value: N_("法律、行政法规规定的其他情形"),
}
CAUSES = {
    Cause.STATUTE.value: N_("法定保存期限未届满"),
    Cause.DISPUTE.value: N_("投诉、仲裁或诉讼"),
    Cause.AUTHORITY.value: N_("监管或司法机关要求"),
}
STEPS = {
    "rows": N_("删除消息、敏感值与渠道身份"),
    "ledger": N_("写入删除台账"),
    "keys": N_("销毁客户密钥"),
    "search": N_("清除全文索引"),
    "memory": N_("清除内存"),
    "pages": N_("清除磁盘旧页"),
    "copies": N_("重写密钥环副本"),
    "certificate": N_("签发证书"),
}
# How a keyring copy was found -> (words, tone).
STANDINGS = {
    "current": (N_("已重写"), "next"),
    "behind": (N_("待重写"), "wait"),
    "missing": (N_("不在位"), "wait"),
    "another": (N_("该位置是另一份副本"), "wait"),
    "damaged": (N_("已损坏"), "alarm"),
    "unwritable": (N_("无法重写"), "alarm"),
}
