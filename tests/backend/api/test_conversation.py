"""What a socket makes of what it hears, second by second, without a socket."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.api.conversation import BURST, MESSAGES_PER_S, MOST_MALFORMED, Closing, Conversation, problem, refusal
from glassnet.errors import GlassnetError
from glassnet.protocol.commands import SetLive
from glassnet.protocol.events import Problem
from glassnet.protocol.socket import Painted, Ping, Tell

PING = '{"type":"ping","sent_ms":1}'


def tell(**command: object) -> str:
    return json.dumps({"type": "tell", "id": "t-1", "run": "run_1", "command": command})


def test_a_message_is_heard_as_it_is() -> None:
    talk = Conversation(0.0)
    assert talk.hear(PING, 0.0) == Ping(sent_ms=1)
    assert talk.hear('{"type":"painted","count":3}', 0.0) == Painted(count=3)
    heard = talk.hear(tell(type="set_live", path="training.l2", value=None), 0.0)
    assert heard == Tell(id="t-1", run="run_1", command=SetLive(path="training.l2", value=None))


@pytest.mark.fault(33)
@pytest.mark.parametrize(
    ("said", "code", "where"),
    [
        ("", "not_json", ""),
        ("hello", "not_json", ""),
        ("[]", "wrong_type", ""),
        ("{}", "missing_field", ""),
        ('{"type":"shout"}', "unknown_choice", ""),
        ('{"type":"ping","sent_ms":NaN}', "not_finite", ""),
        ('{"type":"ping","sent_ms":1e999}', "not_finite", ""),
        ('{"type":"ping","sent_ms":1,"x":2}', "unknown_field", "x"),
        ('{"type":"painted","count":-1}', "out_of_range", "count"),
        ('{"type":"follow","run":"\\ud800"}', "not_text", ""),
        (tell(type="dance"), "unknown_choice", "command"),
        (tell(type="step", unit="life"), "unknown_choice", "command.unit"),
        (tell(type="watch", view={"kind": "surface", "size": 9999}), "out_of_range", "command.view.size"),
        (b"\x00\x01", "binary", ""),
    ],
)
def test_what_is_no_message_is_answered_with_a_problem(said: str | bytes, code: str, where: str) -> None:
    heard = Conversation(0.0).hear(said, 0.0)
    assert isinstance(heard, Problem)
    assert (heard.code, heard.where) == (code, where)
    assert heard.detail
    assert heard.hint


def test_a_problem_is_addressed_as_its_message_was() -> None:
    heard = Conversation(0.0).hear(tell(type="dance"), 0.0)
    assert isinstance(heard, Problem)
    assert (heard.id, heard.run) == ("t-1", "run_1")
    unnamed = problem(GlassnetError("c", "d"), {"id": 7, "run": "x" * 65})
    assert (unnamed.id, unnamed.run) == (None, None)


@pytest.mark.fault(33)
def test_nonsense_ends_the_talk_only_in_a_row() -> None:
    talk = Conversation(0.0)
    for _ in range(3):
        for _ in range(MOST_MALFORMED - 1):
            assert isinstance(talk.hear("?", 0.0), Problem)
        assert talk.hear(PING, 0.0) == Ping(sent_ms=1)
    for _ in range(MOST_MALFORMED - 1):
        talk.hear("?", 0.0)
    assert talk.hear("?", 0.0) == Closing(1008, "20 malformed messages in a row")


@pytest.mark.fault(33)
def test_a_flood_ends_the_talk() -> None:
    talk = Conversation(0.0)
    for _ in range(int(BURST)):
        assert talk.hear(PING, 0.0) == Ping(sent_ms=1)
    assert talk.hear(PING, 0.0) == Closing(1008, "more than 200 messages a second")


@pytest.mark.fault(33)
def test_large_messages_count_as_many() -> None:
    talk = Conversation(0.0)
    large = '{"type":"ping","sent_ms":1' + " " * 900_000 + "}"
    assert talk.hear(large, 0.0) == Ping(sent_ms=1)
    assert isinstance(talk.hear(large, 0.0), Closing)


@given(st.lists(st.floats(1.0 / MESSAGES_PER_S, 10.0), max_size=600))
def test_nobody_who_keeps_the_pace_is_cut_off(gaps: list[float]) -> None:
    now = 0.0
    talk = Conversation(now)
    for gap in gaps:
        now += gap
        assert talk.hear(PING, now) == Ping(sent_ms=1)


def test_the_handshake_names_the_protocol() -> None:
    assert refusal(["glassnet.v1"]) is None
    assert refusal(["other", "glassnet.v1"]) is None
    for offered in ([], ["glassnet.v0"]):
        refused = refusal(offered)
        assert refused is not None
        assert refused.code == 4400
        assert "reload" in refused.reason
        assert len(refused.reason.encode()) <= 123
