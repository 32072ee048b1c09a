"""What someone gave is said back so that it can be seen."""

from __future__ import annotations

import pytest

from briefings.quoting import quoted


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("someday", "“someday”"),
        ("", "“”"),
        ("Růžička’s “ice”", "“Růžička’s “ice””"),
        ("tab\there", "“tabU+0009here”"),
        ("a\u202eb\ufeff", "“aU+202EbU+FEFF”"),
        ("x" * 81, f"“{'x' * 80}…”"),
        (7, "7"),
        (None, "None"),
    ],
)
def test_a_text_stands_in_quotation_marks_with_nothing_unseen_in_it(value: object, said: str) -> None:
    assert quoted(value) == said
