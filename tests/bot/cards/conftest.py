"""A channel over the invented sample dossier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from briefings.model import Dossier
from tests.bot.channel import Channel
from tests.briefings.records import Tenant


@pytest.fixture
def tenant(sample: Dossier) -> Iterator[Tenant]:
    with closing(Tenant(sample)) as tenant:
        yield tenant


@pytest.fixture
def channel(tenant: Tenant) -> Channel:
    return Channel(tenant)
