"""Which cookie is read out of what a browser sends, other programs' cookies of the same host included."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from glassnet.api import cookies


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (["glassnet_session=abc"], "abc"),
        (["theme={a,b}; glassnet_session=abc"], "abc"),
        (["größe[1]=x y; alone; glassnet_session=abc; user@host=1"], "abc"),
        (["=; ; glassnet_session=abc"], "abc"),
        (["odd:name=1", "glassnet_session=abc"], "abc"),
        (["glassnet_session_old=abc; x=glassnet_session"], ""),
        ([], ""),
    ],
)
def test_no_cookie_of_another_program_hides_ours(lines: list[str], value: str) -> None:
    headers = Headers(raw=[(b"cookie", line.encode("latin-1")) for line in lines])
    assert cookies.read(headers, cookies.SESSION) == value
