"""Rows of question sets and of their runs. Questions are the bank's own, masked like everything that is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class QuestionSet(Base):
    """`questions`: `judge.Question` as dicts, in order. `golden`: a publication in `base` must not make it worse."""

    __tablename__ = "question_sets"
    __table_args__ = (Index("uq_question_sets_base_name", "base", "name", unique=True),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    base: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.name"))
    golden: Mapped[bool] = mapped_column(default=True)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcMs)


class SetRun(Base):
    """One asking of a whole set. `results`: `judge.Result` as dicts. `publication_id`: asked as if that were published.

    `base_number`: the version of the base that was asked; `model` the language model that wrote, "" for none.
    """

    __tablename__ = "question_set_runs"
    __table_args__ = (Index("ix_question_set_runs_set_id_at", "set_id", "at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    set_id: Mapped[str] = mapped_column(ForeignKey("question_sets.id"))
    publication_id: Mapped[str | None] = mapped_column(String(26))
    base_number: Mapped[int]
    model: Mapped[str] = mapped_column(String(200), default="")
    right: Mapped[int]
    asked: Mapped[int]
    results: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcMs)
