"""Downloads against a publisher on this machine: whole, cut, tampered with, stopped, refused."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from glassnet.errors import ConflictError, GlassnetError, LimitError, NotFoundError
from glassnet.storage.datasets import downloads as service
from glassnet.storage.datasets import fetch as fetching
from glassnet.storage.datasets.downloads import Downloads
from glassnet.storage.datasets.fetch import PUBLISHERS, DownloadError, Policy, mirror_policy
from glassnet.storage.datasets.job import UNREADABLE, ReadError, disk_full
from glassnet.storage.datasets.library import Library
from glassnet.storage.datasets.sources import HOSTS, SOURCES, Source
from tests.backend.storage.datasets.conftest import TEST, TRAIN, Publisher, Small


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


async def finished(downloads: Downloads) -> Any:
    await until(lambda: downloads.get("small").state not in ("loading", "reading"))
    return downloads.get("small")


@pytest.fixture
def downloads(library: Library, publisher: Publisher, small: Source) -> Downloads:
    return Downloads(library, publisher.url)


async def test_a_download_ends_in_the_library(downloads: Downloads, library: Library, publisher: Publisher) -> None:
    assert (downloads.get("small").state, downloads.get("small").bytes) == ("absent", 0)
    begun = downloads.start("small")
    assert begun.state == "loading"
    assert begun.total == sum(len(data) for data in publisher.files.values())
    done = await finished(downloads)
    assert (done.state, done.problem, done.bytes) == ("ready", None, done.total)
    data = Small(samples=TRAIN + TEST)
    library.require(data)
    pixels, labels, _ = data.generate(library.folder)
    assert pixels.shape == (50, 28, 28, 1)
    assert sorted(labels.tolist()) == sorted([k % 10 for k in range(TRAIN)] + [k % 10 for k in range(TEST)])
    assert {path.name for path in library.folder.iterdir()} <= {"small", ".downloads"}
    assert not list((library.folder / ".downloads").glob("*"))


async def test_two_requests_share_one_download(downloads: Downloads, publisher: Publisher) -> None:
    publisher.gate.clear()
    for _ in range(3):
        assert downloads.start("small").state == "loading"
    await until(lambda: len(publisher.asked) > 0)
    publisher.gate.set()
    assert (await finished(downloads)).state == "ready"
    assert len(publisher.asked) == 4
    assert downloads.start("small").state == "ready", "and what is here is not fetched again"
    assert len(publisher.asked) == 4


async def test_progress_is_told(downloads: Downloads, publisher: Publisher) -> None:
    publisher.gate.clear()
    downloads.start("small")
    await until(lambda: downloads.get("small").bytes > 0)
    now = downloads.get("small")
    assert now.state == "loading"
    assert now.total is not None
    assert 0 < now.bytes < now.total
    publisher.gate.set()
    assert (await finished(downloads)).state == "ready"


@pytest.mark.fault(40)
async def test_a_cut_connection_is_taken_up_where_it_ended(downloads: Downloads, publisher: Publisher) -> None:
    publisher.cut = [5000, 3000]
    downloads.start("small")
    assert (await finished(downloads)).state == "ready"
    ranges = [wanted for path, wanted in publisher.asked if path == "/part0.gz"]
    assert ranges[0] == ""
    assert len(ranges) == 3
    assert all(wanted.startswith("bytes=") for wanted in ranges[1:]), "a connection that is cut may lose its last bytes"


@pytest.mark.fault(40)
async def test_a_publisher_that_keeps_cutting_is_told_of_and_the_next_start_goes_on(
    downloads: Downloads, publisher: Publisher, library: Library
) -> None:
    publisher.cut = [2000, 1000, 1000, 1000]
    downloads.start("small")
    failed = await finished(downloads)
    assert (failed.state, failed.problem.code) == ("failed", "interrupted")
    assert "continues where it stopped" in failed.problem.hint
    assert 0 < failed.bytes <= 5000
    assert not library.has("small")
    again = Downloads(library, publisher.url)
    assert again.get("small").bytes == failed.bytes, "a new server knows what is here"
    again.start("small")
    assert (await finished(again)).state == "ready"
    assert publisher.asked[4] == ("/part0.gz", f"bytes={failed.bytes}-")


@pytest.mark.fault(40)
async def test_a_publisher_without_parts_starts_anew(downloads: Downloads, publisher: Publisher) -> None:
    publisher.ranges, publisher.cut = False, [5000]
    downloads.start("small")
    assert (await finished(downloads)).state == "ready"


@pytest.mark.fault(40)
async def test_a_publisher_that_announces_no_length(downloads: Downloads, publisher: Publisher) -> None:
    publisher.announce = False
    downloads.start("small")
    assert (await finished(downloads)).state == "ready"


@pytest.mark.fault(40)
async def test_what_was_tampered_with_is_not_kept(downloads: Downloads, publisher: Publisher, library: Library) -> None:
    publisher.files["/part2.gz"] = publisher.files["/part2.gz"][:-1] + b"!"
    downloads.start("small")
    failed = await finished(downloads)
    assert (failed.state, failed.problem.code) == ("failed", "checksum_differs")
    assert "part2.gz is not the file its publisher announced" in failed.problem.detail
    assert not library.has("small")
    assert {path.name for path in library.folder.rglob("*.gz*")} == {"part0.gz", "part1.gz"}, "those that agreed"


@pytest.mark.fault(40)
async def test_two_halves_that_do_not_fit_are_fetched_again_in_one_piece(
    downloads: Downloads, publisher: Publisher, library: Library
) -> None:
    place = library.folder / ".downloads" / "small"
    place.mkdir(parents=True)
    (place / "part0.gz.partial").write_bytes(b"half of another version")
    downloads.start("small")
    assert (await finished(downloads)).state == "ready"
    assert [wanted for path, wanted in publisher.asked if path == "/part0.gz"] == ["bytes=23-", ""]


@pytest.mark.fault(40)
async def test_more_here_than_there_is_starts_anew(
    downloads: Downloads, publisher: Publisher, library: Library
) -> None:
    place = library.folder / ".downloads" / "small"
    place.mkdir(parents=True)
    (place / "part1.gz.partial").write_bytes(bytes(100_000))
    downloads.start("small")
    assert (await finished(downloads)).state == "ready"


@pytest.mark.fault(40)
async def test_a_download_can_be_stopped_and_goes_on_later(
    downloads: Downloads, publisher: Publisher, library: Library
) -> None:
    publisher.gate.clear()
    downloads.start("small")
    await until(lambda: downloads.get("small").bytes > 0)
    with pytest.raises(ConflictError, match="being downloaded"):
        await downloads.delete("small")
    stopped = await downloads.cancel("small")
    assert (stopped.state, stopped.problem) == ("cancelled", None)
    assert stopped.bytes > 0
    assert not library.has("small")
    publisher.gate.set()
    downloads.start("small")
    assert (await finished(downloads)).state == "ready"
    assert ("/part0.gz", f"bytes={stopped.bytes}-") in publisher.asked
    assert (await downloads.cancel("small")).state == "ready"
    await downloads.delete("small")
    assert downloads.get("small").state == "absent"


async def test_a_download_can_be_stopped_before_it_has_begun(downloads: Downloads) -> None:
    downloads.start("small")
    assert (await downloads.cancel("small")).state == "cancelled"
    downloads.start("small")
    await downloads.close()
    assert downloads.get("small").state == "cancelled"


@pytest.mark.fault(40)
async def test_offline_says_what_works_offline(library: Library, small: Source) -> None:
    downloads = Downloads(library, "http://127.0.0.1:9")
    downloads.start("small")
    failed = await finished(downloads)
    assert (failed.state, failed.problem.code) == ("failed", "offline")
    assert failed.problem.detail == "127.0.0.1 cannot be reached from this server."
    assert "Built-in sets work offline: Digits 28 × 28" in failed.problem.hint
    downloads.start("small")
    assert downloads.get("small").state == "loading", "and one can try again"
    await downloads.close()


@pytest.mark.fault(39)
@pytest.mark.parametrize("announce", [True, False])
async def test_more_than_was_announced_is_refused(
    downloads: Downloads, publisher: Publisher, library: Library, announce: bool
) -> None:
    publisher.announce = announce
    publisher.files["/part1.gz"] += bytes(50_000)
    downloads.start("small")
    failed = await finished(downloads)
    assert failed.problem.code == "download_too_large"
    assert not list(library.folder.rglob("part1.gz*"))


@pytest.mark.fault(39)
@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data", "https://localhost/x", "file:///etc/passwd", "ftp://127.0.0.1/x"],
)
async def test_nothing_is_fetched_from_where_a_redirect_leads_astray(
    downloads: Downloads, publisher: Publisher, target: str
) -> None:
    publisher.redirects["/part0.gz"] = target
    downloads.start("small")
    failed = await finished(downloads)
    assert failed.problem.code == "host_refused"
    assert publisher.asked == [("/part0.gz", "")]


@pytest.mark.fault(39)
async def test_a_redirect_within_the_allowed_is_followed_but_not_forever(
    downloads: Downloads, publisher: Publisher
) -> None:
    publisher.files["/moved.gz"] = publisher.files["/part0.gz"]
    publisher.redirects["/part0.gz"] = "/moved.gz"
    downloads.start("small")
    assert (await finished(downloads)).state == "ready"
    await downloads.delete("small")
    publisher.redirects["/moved.gz"] = "/part0.gz"
    downloads.start("small")
    assert (await finished(downloads)).problem.code == "host_refused"


@pytest.mark.fault(39)
@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1%eth0"])
def test_a_known_name_that_leads_into_a_private_network_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "getproxies", dict)
    policy = Policy(frozenset({"data.example"}), private=False, resolve=lambda _: ["93.184.215.14", address])
    with pytest.raises(DownloadError, match="private network"):
        policy.check(httpx.URL("https://data.example/x"))
    public = policy._replace(resolve=lambda _: ["93.184.215.14"])
    public.check(httpx.URL("https://data.example/x"))
    with pytest.raises(DownloadError):
        public.check(httpx.URL("http://data.example/x"))
    with pytest.raises(DownloadError):
        public.check(httpx.URL("https://data.example.evil.example/x"))


def test_every_publisher_is_allowed_over_https(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "getproxies", dict)
    policy = PUBLISHERS._replace(resolve=lambda _: ["93.184.215.14"])
    for source in SOURCES.values():
        for file in source.files:
            policy.check(httpx.URL(file.url))
            assert len(file.md5) == 32
            assert file.bytes <= file.most_bytes
    assert mirror_policy("http://10.0.0.1/x").hosts == {"10.0.0.1"}
    assert "10.0.0.1" not in HOSTS


@pytest.mark.fault(40)
@pytest.mark.parametrize(("status", "code"), [(404, "not_published"), (403, "not_published"), (503, "interrupted")])
async def test_a_publisher_that_refuses(downloads: Downloads, publisher: Publisher, status: int, code: str) -> None:
    publisher.status = status
    downloads.start("small")
    failed = await finished(downloads)
    assert failed.problem.code == code


@pytest.mark.fault(40)
async def test_files_that_are_no_data_set_are_not_kept(
    library: Library, publisher: Publisher, small: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped = small._replace(files=(small.files[2], small.files[1], small.files[0], small.files[3]))
    monkeypatch.setitem(service.SOURCES, "small", swapped)
    downloads = Downloads(library, publisher.url)
    downloads.start("small")
    failed = await finished(downloads)
    assert failed.problem.code == "download_broken"
    assert not library.has("small")
    assert not list(library.folder.rglob("*.gz*"))


@pytest.mark.fault(5)
async def test_a_disk_that_refuses_is_told_of(downloads: Downloads, library: Library) -> None:
    library.folder.mkdir(parents=True)
    (library.folder / ".downloads").write_text("a file where a folder should be")
    downloads.start("small")
    failed = await finished(downloads)
    assert failed.problem.code == "disk"


def test_there_is_no_download_of_what_nobody_publishes(downloads: Downloads) -> None:
    with pytest.raises(NotFoundError, match="circles"):
        downloads.start("circles")
    assert [one.id for one in downloads.all()] == list(SOURCES)


@pytest.mark.fault(40)
@pytest.mark.parametrize(
    "error",
    [disk_full(), LimitError("file_too_slow", "x"), LimitError("file_too_heavy", "x"), ReadError(UNREADABLE, "x", "y")],
)
async def test_whole_files_outlast_a_server_that_could_not_read_them(
    downloads: Downloads, library: Library, monkeypatch: pytest.MonkeyPatch, error: GlassnetError
) -> None:
    async def refuse(_: Any) -> Any:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(service, "perform", refuse)
        downloads.start("small")
        assert (await finished(downloads)).problem.code == error.code
    assert len(list(library.folder.rglob("part?.gz"))) == 4
    downloads.start("small")
    assert (await finished(downloads)).state == "ready"
