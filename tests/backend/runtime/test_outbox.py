from __future__ import annotations

from collections import OrderedDict

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from glassnet.protocol.events import Metrics, Notice, Pong
from glassnet.runtime.messages import Message, from_event
from glassnet.runtime.outbox import Outbox, Replay


def frame(key: str, data: bytes = b"") -> Message:
    return Message("frame", key, "latest", data or key.encode(), "run", 1)


def text(data: str, key: str = "k", supersede: str = "keep") -> Message:
    return Message("notice", key, supersede, data.encode(), "run", 1)  # type: ignore[arg-type]


def test_a_message_says_what_supersedes_it() -> None:
    told = [from_event(Notice(run="r", code="c", detail="d"), placement=3), from_event(Pong(sent_ms=1.0))]
    assert [(m.kind, m.key, m.supersede, m.placement, m.binary) for m in told] == [
        ("notice", "r/notice/", "keep", 3, False),
        ("pong", "/pong/", "latest", 0, False),
    ]
    assert b'"detail":"d"' in told[0].data


def test_rows_without_a_number_are_null() -> None:
    event = Metrics(run="r", history=0, first=0, rows={"step": [1.0], "loss": [None]})
    assert from_event(event).data.endswith(b'"rows":{"step":[1.0],"loss":[null]}}')


def test_text_leaves_in_order_and_at_once() -> None:
    outbox = Outbox()
    assert not outbox.ready
    outbox.put(text("a"))
    outbox.put(text("b"))
    assert outbox.ready
    assert outbox.take() == ["a", "b"]
    assert outbox.take() == []


def test_a_newer_message_replaces_the_older_one_of_its_key() -> None:
    outbox = Outbox()
    for data, key in [("a1", "a"), ("b1", "b"), ("a2", "a")]:
        outbox.put(text(data, key, "latest"))
    assert outbox.take() == ["b1", "a2"]


def test_keep_messages_of_one_key_are_all_kept() -> None:
    outbox = Outbox()
    for data in "abc":
        outbox.put(text(data, "same"))
    assert outbox.take() == ["a", "b", "c"]


def test_append_is_bounded_and_the_oldest_make_room() -> None:
    outbox = Outbox(append_bound=2)
    for data in "abc":
        outbox.put(text(data, "rows", "append"))
    outbox.put(text("x", "others", "append"))
    assert outbox.take() == ["b", "c", "x"]
    outbox = Outbox(append_bound=1)
    for data in "abc":
        outbox.put(text(data, "rows", "append"))
    assert outbox.take() == ["c"]


def test_all_pending_frames_leave_as_one_binary_message() -> None:
    outbox = Outbox()
    outbox.put(frame("a"))
    outbox.put(text("t"))
    outbox.put(frame("b"))
    assert outbox.take() == ["t", b"ab"]
    assert outbox.unacknowledged == 1


@pytest.mark.fault(21)
def test_a_slow_reader_gets_fewer_frames_and_never_a_backlog() -> None:
    outbox = Outbox(window=2)
    sent: list[str | bytes] = []
    for number in range(100):
        outbox.put(frame("a", b"%02d" % number))
        sent += outbox.take()
        assert len(outbox) <= 1
    assert sent == [b"00", b"01"]
    assert not outbox.ready
    outbox.painted(1)
    assert outbox.ready
    assert outbox.take() == [b"99"]
    assert outbox.take() == []


def test_a_closed_window_holds_no_text_back() -> None:
    outbox = Outbox(window=1)
    outbox.put(frame("a"))
    outbox.take()
    outbox.put(frame("a"))
    outbox.put(text("t"))
    assert outbox.ready
    assert outbox.take() == ["t"]
    assert not outbox.ready


def test_impossible_acknowledgements_change_nothing() -> None:
    outbox = Outbox(window=2)
    outbox.painted(50)
    assert outbox.unacknowledged == 0
    for key in "ab":
        outbox.put(frame(key))
        outbox.take()
    outbox.painted(1)
    outbox.painted(0)
    assert outbox.unacknowledged == 1


def test_a_reader_that_leaves_text_lying_is_given_up() -> None:
    outbox = Outbox(keep_bound=3)
    outbox.put(frame("f"))
    for data in "abc":
        outbox.put(text(data))
    assert not outbox.overflowed
    outbox.put(text("d"))
    assert outbox.overflowed
    outbox.take()
    assert not outbox.overflowed


def test_since_redelivers_until_the_cursor_acknowledges() -> None:
    outbox = Outbox()
    outbox.put(text("a"))
    outbox.put(text("s1", "s", "latest"))
    first, cursor = outbox.since(0)
    assert [m.data for m in first] == [b"a", b"s1"]
    outbox.put(text("s2", "s", "latest"))
    again, _ = outbox.since(0)
    assert [m.data for m in again] == [b"a", b"s2"]
    rest, last = outbox.since(cursor)
    assert [m.data for m in rest] == [b"s2"]
    assert outbox.since(last) == ([], last)
    assert outbox.last == last == 3
    assert len(outbox) == 0


def test_a_frame_is_pending_until_somebody_was_shown_it() -> None:
    outbox = Outbox()
    assert not outbox.pending("f")
    outbox.put(frame("f"))
    assert outbox.pending("f")
    outbox.since(0)
    assert not outbox.pending("f")
    outbox.put(frame("f"))
    assert outbox.pending("f")


def test_what_nobody_wants_any_more_is_dropped_but_answers_are_kept() -> None:
    outbox = Outbox()
    outbox.put(frame("r1/frame/a"))
    outbox.put(frame("r2/frame/a"))
    outbox.put(text("rows", "r1/metrics/", "append"))
    outbox.put(text("answer", "r1/done/"))
    outbox.drop("r1/")
    assert outbox.take() == ["answer", b"r2/frame/a"]


def test_who_joins_late_gets_the_newest_of_each_key() -> None:
    replay = Replay()
    for message in [frame("a", b"1"), text("s1", "s", "latest"), text("n"), frame("b"), frame("a", b"2")]:
        replay.put(message)
    assert [m.data for m in replay.messages()] == [b"s1", b"b", b"2"]
    held = replay.get("a")
    assert held is not None
    assert held.data == b"2"
    replay.forget(["b", "never there"])
    assert [m.data for m in replay.messages()] == [b"s1", b"2"]


class OutboxMachine(RuleBasedStateMachine):
    """An outbox against a plain model of what it promises."""

    def __init__(self) -> None:
        super().__init__()
        self.outbox = Outbox(window=2, append_bound=3)
        self.number = 0
        self.kept: list[tuple[int, str]] = []
        self.latest: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self.appended: dict[str, list[tuple[int, str]]] = {}
        self.frames: dict[str, tuple[int, bytes]] = {}
        self.sent = 0
        self.painted = 0

    @rule(key=st.sampled_from("abc"), supersede=st.sampled_from(["keep", "latest", "append"]))
    def put_text(self, key: str, supersede: str) -> None:
        self.number += 1
        data = f"{self.number}"
        self.outbox.put(text(data, f"{supersede}{key}", supersede))
        match supersede:
            case "keep":
                self.kept.append((self.number, data))
            case "latest":
                self.latest[key] = (self.number, data)
            case _:
                self.appended[key] = [*self.appended.get(key, []), (self.number, data)][-3:]

    @rule(key=st.sampled_from("xyz"))
    def put_frame(self, key: str) -> None:
        self.number += 1
        self.frames[key] = (self.number, b"<%d>" % self.number)
        self.outbox.put(frame(key, self.frames[key][1]))

    @rule()
    def take(self) -> None:
        texts = sorted([*self.kept, *self.latest.values(), *(m for ms in self.appended.values() for m in ms)])
        expected: list[str | bytes] = [data for _, data in texts]
        self.kept, self.latest, self.appended = [], OrderedDict(), {}
        if self.frames and self.sent - self.painted < 2:
            expected.append(b"".join(data for _, data in sorted(self.frames.values())))
            self.frames = {}
            self.sent += 1
        assert self.outbox.ready == bool(expected)
        assert self.outbox.take() == expected

    @rule(extra=st.integers(-2, 3))
    def paint(self, extra: int) -> None:
        count = max(0, self.painted + extra)
        self.outbox.painted(count)
        self.painted = max(self.painted, min(count, self.sent))

    @invariant()
    def the_window_holds(self) -> None:
        assert 0 <= self.outbox.unacknowledged <= 2
        assert self.outbox.unacknowledged == self.sent - self.painted


TestOutboxMachine = OutboxMachine.TestCase
