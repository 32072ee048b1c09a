"""What is no file of records is told, and never raised."""

from __future__ import annotations

import json
from contextlib import closing, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.faults import ContentError
from briefings.importing import plan
from briefings.load import NOUNS
from briefings.model import Dossier
from tests.briefings.exchanging import (
    QUOTE,
    faults_of,
    planned,
)
from tests.briefings.records import ANYWAY, ASKED, HOME, OWLS, Tenant

VOTE = "ev-2022-09-12-vote"


# -- what is no file of records -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('[{"kind": "quote", "words": "é"}]'.encode("latin-1"), "is not UTF-8 at byte 29; save it as UTF-8"),
        ('[{"kind": "quote"}]'.encode("utf-16"), "is not UTF-8 at byte 0; save it as UTF-8"),
        ('[{"kind": "quote"}]'.encode("utf-16-le"), "has a NUL at byte 1: it is no text in UTF-8; save it as UTF-8"),
        (b"[" * 100_000, "cannot be read as JSON: "),
        (b"{}", "must be a list of records"),
        (b'"quote"', "is no table with a column for the kind"),
        (b"hello", "is no table with a column for the kind"),
        (b"a = " + b"[" * 100_000, "cannot be read as TOML: "),
        (b"id = 1\n[[quote]]\nid = ", "cannot be read as TOML: "),
        (b"[[quote]]\n" + b"x = 1\nx = 2", "cannot be read as TOML: "),
        (b"[" + b"9" * 5_000 + b"]", "cannot be read as JSON: "),
        (b"kind,id,id\nquote,a,b", "has more than one column “id”; keep one"),
        (b"kind,id\nquote,a,b", "row 1: has more cells than there are columns"),
        (b"kind,id\n" + b"x" * 200_000 + b",a", "cannot be read as CSV: field larger"),
        (b"quote = 1", "quote: must be a list of tables"),
        (b"[[quote]]\nid = 1\n[[poem]]\n", "poem: does not belong here"),
        (b'[{"kind": "quote", "kind": "event"}]', "row 1: kind: stands twice; keep one"),
        (b'[{"kind": "quote", "note": {"a": 1, "a": 2}}]', "row 1: a: stands twice; keep one"),
        (b'[{"kind": "quote", "note": "\\ud83d"}]', "row 1: note: has half a character"),
        (b'[{"kind": "quote", "\\ud83d": "x"}]', "row 1: has a field with half a character"),
        (b'[{"kind": "quote", "note": ' + b"[" * 50 + b"]" * 50 + b"}]", "row 1: note: is nested too deeply"),
        (b'[{"kind": "event", "dossier": 3}]', "row 1: dossier: is no text"),
        (b'[{"kind": "retraction"}]', "row 1: id: is missing"),
        (b'[{"kind": "retraction", "id": "q-a", "reason": 3}]', "row 1: reason: is no text"),
        (b'[{"kind": "retraction", "id": "q-a", "of": "poem"}]', "row 1: id: “q-a” is not on record"),
    ],
)
def test_what_is_no_file_of_records_is_told(tenant: Tenant, data: bytes, said: str) -> None:
    with pytest.raises(ContentError) as error:
        plan(tenant.edition, data, "", ASKED)
    assert str(error.value).splitlines()[0].startswith(said)


@pytest.mark.parametrize("value", [10**4_000, 1e308, "x" * 1_000_000, [[[]]], {"a": {}}, True, -0.0])
@pytest.mark.parametrize("field", ["id", "words", "said", "source", "questions", "speaker", "dossier"])
def test_no_value_of_a_field_is_more_than_a_fault(tenant: Tenant, field: str, value: object) -> None:
    for line in faults_of(tenant, [{**QUOTE, field: value}]):
        assert line.startswith("row 1: ")
        assert len(line) < 600


@pytest.mark.parametrize("source", ["http://[", "https://", {"url": "http://[::1"}, {"url": 3}, {}, {"url": None}])
def test_an_address_that_is_none_is_a_fault(tenant: Tenant, source: object) -> None:
    told = faults_of(tenant, [{**QUOTE, "source": source}])
    assert told
    assert all(line.startswith("row 1: source.") for line in told)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {"kind": st.sampled_from([*NOUNS, "retraction"])},
            optional={
                name: JSON | st.sampled_from([OWLS, VOTE, "ana-moreau", "Ana Moreau", HOME, "2022"])
                for name in ("id", "dossier", "speaker", "who", "words", "said", "source", "questions", "name", "title")
            },
        ),
        max_size=4,
    )
)
def test_no_rows_make_an_import_fail_but_by_faults(sample: Dossier, rows: list[dict[str, object]]) -> None:
    with closing(Tenant(sample)) as tenant, suppress(ContentError):
        planned(tenant, rows, form="json")


def test_how_far_it_is_is_told(tenant: Tenant) -> None:
    told: list[tuple[int, int]] = []
    rows = [{**QUOTE, "words": f"Word{n} snow{n * n} falls{n % 17} on{n}."} for n in range(500)]
    plan(tenant.edition, json.dumps(rows), "json", ANYWAY, progress=lambda done, of: told.append((done, of)))
    assert told == sorted(told)
    assert told[-1] == (1_000, 1_000)
    assert len(told) > 3
