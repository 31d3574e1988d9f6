"""A checkpoint fits the set-up that was confirmed last, when the two differ in live values only."""

from __future__ import annotations

import pytest

from glassnet.runtime.recovery import with_live_of
from glassnet.spec import RunSpec
from tests.backend.runtime.stand_in import spec_with


def held(*entries: str, nothing: bool = False) -> RunSpec:
    told = spec_with().model_dump(mode="json")
    told["network"]["held"] = None if nothing else list(entries)
    return RunSpec.model_validate(told)


@pytest.mark.parametrize(
    "saved", [held(nothing=True), held(), held("in.units.0"), held("in.units.0", "out.weight.0.0")]
)
@pytest.mark.parametrize("confirmed", [held(nothing=True), held(), held("in.units.1")])
def test_what_is_held_does_not_make_a_checkpoint_unfit(saved: RunSpec, confirmed: RunSpec) -> None:
    assert with_live_of(saved, confirmed) == confirmed
