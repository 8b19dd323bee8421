"""Every room's rows: importing this makes `Base.metadata` whole. A room that gets tables gets a line here."""

from __future__ import annotations

import appliance.ai.answering.golden.tables
import appliance.ai.knowledge.tables
import appliance.core.accounts.tables
import appliance.core.approvals.tables
import appliance.core.audit.tables
import appliance.core.entities.tables
import appliance.core.events.tables
import appliance.core.jobs.tables
import appliance.governance.compliance.reveal_tables
import appliance.governance.compliance.tables
import appliance.service.attention.tables
import appliance.service.consent.tables
import appliance.service.contacts.tables
import appliance.service.conversations.tables
import appliance.service.handoff.tables
import appliance.service.impressions.tables
import appliance.service.inboxes.tables
import appliance.service.quick_replies.tables
import appliance.service.routing.tables
import appliance.service.second_look.tables  # noqa: F401
