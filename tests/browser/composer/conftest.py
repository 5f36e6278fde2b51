"""One server for all of the composer's tests, each with a coverage of its own; and people at their windows."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, StorageState

from tests.browser.composer.composing import Composer, sign_in, sign_in_link
from tests.running import Journalist, Server, Story


def _ensure(site: Server) -> None:
    if site.process is None or site.process.poll() is not None:
        site.start()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("site"))
    yield server
    server.kill()


@pytest.fixture
def server(site: Server) -> Server:
    """Running, even where the test before has left it dead."""
    _ensure(site)
    return site


@pytest.fixture(scope="session")
def journalist(site: Server) -> Iterator[Journalist]:
    _ensure(site)
    journalist = Journalist(site.environment)
    yield journalist
    journalist.leave()


@pytest.fixture(scope="session")
def cookies(chromium: Browser, site: Server) -> Callable[[str], StorageState]:
    """Signs somebody in, once; Rosa is a reporter."""
    states: dict[str, StorageState] = {}

    def of(name: str) -> StorageState:
        if name not in states:
            _ensure(site)
            context = chromium.new_context()
            role = "reporter" if name == "rosa" else "administrator"
            sign_in(context.new_page(), sign_in_link(site, name, "--role", role))
            states[name] = context.storage_state()
            context.close()
        return states[name]

    return of


@pytest.fixture
def story(server: Server, journalist: Journalist) -> Story:  # noqa: ARG001 - it has to run
    return journalist.open(f"harbour-{uuid4().hex[:8]}")


@pytest.fixture
def window(
    chromium: Browser, server: Server, story: Story, cookies: Callable[[str], StorageState]
) -> Iterator[Callable[..., Composer]]:
    """A browser of somebody's, with the composer open; fails the test for errors of the page's own."""
    contexts = []
    errors: list[str] = []

    def opened(name: str = "ida", path: str = "write/", slug: str = "", **options: object) -> Composer:
        context = chromium.new_context(storage_state=cookies(name), **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        return Composer(context.new_page(), server, slug or story.slug).open(path)

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def composer(window: Callable[..., Composer]) -> Composer:
    return window()
