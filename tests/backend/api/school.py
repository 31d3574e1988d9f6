"""A hosted server with two teachers, their classes and students: who may see what of whom."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from starlette.testclient import TestClient

from glassnet.api.app import create_app
from glassnet.api.service import Service
from glassnet.runtime.inline import InlineExecutor
from glassnet.runtime.pool import Pool
from glassnet.settings import Settings
from glassnet.storage.database import database_of
from glassnet.storage.store import Store
from tests.backend.runtime import stand_in

API = "/api/v1"
Json = dict[str, Any]


class Person(NamedTuple):
    """Somebody with a key: every method asks the server as they do."""

    id: str
    headers: dict[str, str]
    client: TestClient

    def ask(self, method: str, path: str, json: Any = None, **headers: str) -> Any:
        """An answer; `headers` by their names with underscores."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, API + path, json=json, headers=self.headers | more)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def made(self, path: str, json: Any, status: int = 201, method: str = "POST", **headers: str) -> Any:
        """What was made; it has to succeed."""
        answer = self.ask(method, path, json, **headers)
        assert answer.status_code == status, answer.text
        return answer.json()


class School:
    """The server and everybody who is there.

    Attributes:
        teacher: of the class `lesson`, in which ada and bob are.
        colleague: of the class `other`, in which eve is.
        stranger: nobody in particular.
    """

    def __init__(self, client: TestClient) -> None:
        self.client = client
        assert client.portal is not None
        self._call = client.portal.call
        self.service: Service = client.app.state.service  # type: ignore[attr-defined]
        self._call(self._found)
        self.stranger = Person("", {}, client)

    async def _found(self) -> None:
        service, now = self.service, time.time()
        await service.opened()
        staff = {
            name: await service.people.add_staff(role, name, "hash", now)
            for name, role in (("teacher", "teacher"), ("colleague", "teacher"), ("admin", "admin"))
        }
        self.lesson = (await service.classes.add(staff["teacher"].id, "Nets", now)).id
        self.other = (await service.classes.add(staff["colleague"].id, "More nets", now)).id
        students = {}
        for later, (name, place) in enumerate((("ada", self.lesson), ("bob", self.lesson), ("eve", self.other))):
            students[name] = await service.classes.join(place, name, f"resume-{name}", now + 0.001 * later)
        people = {name: await self._person(account.id) for name, account in (staff | students).items()}
        self.teacher, self.colleague, self.admin = people["teacher"], people["colleague"], people["admin"]
        self.ada, self.bob, self.eve = people["ada"], people["bob"], people["eve"]

    async def _person(self, account: str, *scopes: str) -> Person:
        scope = list(scopes) or ["read", "write"]
        _, secret = await self.service.keys.add_token(account, "test", scope, time.time(), 3600)
        return Person(account, {"Authorization": f"Bearer {secret}"}, self.client)

    def person(self, account: str, *scopes: str) -> Person:
        """Somebody with another key, such as one for reading only."""
        return self._call(lambda: self._person(account, *scopes))

    def call(self, function: Any, *arguments: Any) -> Any:
        """Run a coroutine function on the server's loop."""
        return self._call(function, *arguments)

    @property
    def everybody(self) -> list[Person]:
        people = [self.teacher, self.colleague, self.admin, self.ada, self.bob, self.eve]
        return [*people, self.stranger]


@contextmanager
def opened(folder: Path, **given: Any) -> Iterator[TestClient]:
    """A server over a pool whose engine is a stand-in."""
    settings = Settings(data_dir=folder, executor="inline", workers=1, checkpoint_every_s=0.2, **given)
    executor = InlineExecutor(settings, lambda: stand_in)
    pool = Pool(settings, executor, Store(database_of(settings)))
    application = create_app(settings, pool)
    with TestClient(application, base_url="http://nets", raise_server_exceptions=False) as client:
        yield client


@contextmanager
def school(folder: Path, **given: Any) -> Iterator[School]:
    """A hosted server with everybody in it."""
    hosted = {"hosted": True, "secret": "s" * 40, "public_url": "http://nets", "allow_http": True}
    with opened(folder, **(hosted | given)) as client:
        yield School(client)


def document(rate: float = 0.1) -> Json:
    """A set-up as the page keeps it."""
    spec = stand_in.spec_with(optimiser={"kind": "sgd", "learning_rate": rate}).model_dump(mode="json")
    return {"spec": spec, "drawing": {"h1": [1.5, 2]}}
