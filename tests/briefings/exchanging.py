"""Importing rows into a tenant for tests, and what comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from briefings import export
from briefings.editing import Asked
from briefings.edition import Edition
from briefings.faults import ContentError
from briefings.importing import Plan, plan
from tests.briefings.records import ASKED, Tenant

QUOTE: Mapping[str, Any] = {
    "kind": "quote",
    "speaker": "tomas-ruzicka",
    "words": "The snow has no opinion on lamps.",
    "said": "2022-01",
    "source": "src-gazette",
}
WRITERS: Mapping[str, Callable[[list[export.Item]], list[str]]] = {
    "toml": lambda items: list(export.change_files(items).values()),
    "json": lambda items: [export.to_json(items)],
    "csv": lambda items: [export.to_csv(items)],
}


def planned(tenant: Tenant, rows: object, asked: Asked = ASKED, form: str = "") -> Plan:
    text = rows if isinstance(rows, str) else json.dumps(rows)
    return plan(tenant.edition, text, form, asked)


def imported(tenant: Tenant, rows: object, asked: Asked = ASKED) -> Plan:
    made = planned(tenant, rows, asked)
    if made.drafts:
        tenant.make(*made.drafts)
    return made


def faults_of(tenant: Tenant, rows: object, asked: Asked = ASKED, form: str = "") -> list[str]:
    """Give what is wrong with rows, nothing of which is taken in."""
    with pytest.raises(ContentError) as error:
        planned(tenant, rows, asked, form)
    return str(error.value).splitlines()


def counted(made: Plan) -> tuple[int, int, int, int]:
    return made.new, made.corrected, made.retracted, made.unchanged


def shown(edition: Edition) -> object:
    """Give everything that is shown, by dossier and id."""
    return {shelf.about: {record.id: record for record in shelf.records()} for shelf in edition.library.dossiers}


def head(title: str) -> dict[str, str]:
    rest = dict.fromkeys(("topic", "asks", "summary", "method"), title)
    return {"title": title, **rest, "compiled": "2023", "language": "en"}


def rows_of(tenant: Tenant, what: Callable[[Edition], list[export.Item]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(export.to_json(what(tenant.edition)))
    return rows


def without_kind(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "kind"}
