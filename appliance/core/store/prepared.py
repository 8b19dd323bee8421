"""Statements made once, for what every message costs: their text, the order of their values and the way back to values.

A general statement is looked up, bound and wrapped by the library at every call, which takes ten times as long as running it
(measured: the newest event's number 34 µs, of which 2 are the store's). What is prepared goes to the driver as it is. It
runs on the session's own connection, in its transaction, and fails with the library's errors.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import sqlcipher3.dbapi2 as driver
from sqlalchemy import ColumnElement, Executable, Insert, Select, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from appliance.core.store.column_types import Json
from appliance.core.store.errors import not_committed

_DIALECT: Final = sqlite.dialect(paramstyle="qmark")

Convert = Callable[[Any], Any] | None


def among(column: Any, name: str) -> ColumnElement[bool]:
    """The condition that a column holds one of the list of texts given as `name`. A list written out has a text for each length;
    this one is one value (JSON), and finds by the column's index all the same."""
    listed = func.json_each(bindparam(name, type_=Json)).table_valued("value", name=f"each_{name}")
    return column.in_(select(listed.c.value))  # type: ignore[no-any-return]


class Rows(list[Any]):
    """What a prepared statement found, all of it: rows with their columns as attributes. `lastrowid` and `rowcount` are those of
    the driver."""

    lastrowid: int = 0
    rowcount: int = -1

    def first(self) -> Any:
        """The first row, or None."""
        return self[0] if self else None

    def all(self) -> Rows:
        """The rows."""
        return self

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self[0][0] if self else None

    def scalars(self) -> list[Any]:
        """The first column of each row."""
        return [row[0] for row in self]


class Prepared:
    """Hand it to `ReadSession.rows`. Values that a statement does not say itself are given by name at each call; an insert
    takes the columns that are given."""

    def __init__(self, statement: Executable) -> None:
        self._statement: Any = statement
        self._forms: dict[tuple[str, ...], _Form] = {}

    def run(self, connection: Any, values: Mapping[str, Any]) -> Rows:
        """Run on a driver's connection that is in a transaction. Raises `DBAPIError`, and `Unavailable` where SQLite has given up
        the transaction by itself."""
        # An insert without its columns named is another statement for each choice of them.
        names = tuple(values) if isinstance(self._statement, Insert) else ()
        form = self._forms.get(names)
        if form is None:
            form = self._forms[names] = _Form(self._statement, names)
        if not connection.in_transaction:
            raise not_committed()
        try:
            cursor = connection.execute(form.text, form.bound(values))
            found = Rows(form.rows(cursor) if cursor.description is not None else ())
        except driver.Error as problem:
            raise DBAPIError.instance(
                form.text, None, problem, driver.Error, hide_parameters=True
            ) from problem
        found.lastrowid, found.rowcount = cursor.lastrowid, cursor.rowcount
        return found


class _Form:
    """One text of a statement."""

    def __init__(self, statement: Any, names: Sequence[str]) -> None:
        compiled: Any = statement.compile(dialect=_DIALECT, column_keys=list(names) or None)
        self.text = str(compiled)
        if "POSTCOMPILE" in self.text:
            raise ValueError(
                "a statement with a list of values has a text for each length; it cannot be prepared"
            )
        said = dict(compiled.params)
        for column in (*compiled.insert_prefetch, *compiled.update_prefetch):
            if not column.default.is_scalar:
                raise ValueError(f"the default of {column.name} is made anew for each row; give the value")
            said[column.key] = column.default.arg
        binds = compiled.binds
        self._values: list[tuple[str, Any, Convert]] = [
            (name, said.get(name), binds[name].type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
            for name in compiled.positiontup or ()
        ]
        self._make: Callable[[Sequence[Any]], Any] | None = None
        self._back: list[tuple[int, Callable[[Any], Any]]] = []
        if isinstance(statement, Select):
            columns = list(statement.selected_columns)
            self._name([str(column.key) for column in columns])
            for at, column in enumerate(columns):
                convert = column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
                if convert is not None:
                    self._back.append((at, convert))

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the text."""
        return [
            convert(value) if convert is not None else value
            for name, own, convert in self._values
            for value in (values.get(name, own),)
        ]

    def rows(self, cursor: Any) -> list[Any]:
        """What the cursor found, as rows."""
        if self._make is None:
            self._name([column[0] for column in cursor.description])
        make, back = self._make, self._back
        assert make is not None
        if not back:
            return [make(row) for row in cursor]
        found = []
        for row in cursor:
            values = list(row)
            for at, convert in back:
                values[at] = convert(values[at])
            found.append(make(values))
        return found

    def _name(self, names: Sequence[str]) -> None:
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        self._make = row._make
