"""The cast: Mei asks, Agent Lin answers, Agent Zhao of another team sees nothing, Officer Chen reads along."""

from __future__ import annotations

from appliance.core.kit.actors import Actor

MEI = Actor("visitor", "visitor-mei", "访客")
LIN = Actor("agent", "agent-lin", "林悦")
ZHAO = Actor("agent", "agent-zhao", "赵敏")
CHEN = Actor("agent", "officer-chen", "陈合规")
