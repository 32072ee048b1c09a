"""Options of the whole suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    # pytest reads options from this folder's conftest only, not from those further down.
    parser.addoption("--refresh-goldens", action="store_true", help="Write the golden files anew; look at the diff.")
