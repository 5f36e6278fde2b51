"""A site with one coverage."""

from collections.abc import Iterator

import pytest

from tests.serving import Site, Story, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def story(site: Site) -> Story:
    return Story(site.log)
