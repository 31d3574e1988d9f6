"""From a placement to a trainer: the newest checkpoint that is whole and fits, or the beginning."""

from __future__ import annotations

from glassnet.errors import GlassnetError
from glassnet.runtime.calls import Place
from glassnet.runtime.compiler import Prepared
from glassnet.runtime.trainer import Engine
from glassnet.spec import RunSpec, live
from glassnet.storage.checkpoints import Checkpoint, Checkpoints


def recover(place: Place, checkpoints: Checkpoints, engine: Engine) -> Prepared:
    """Prepare a run, with its checkpoint when the placement asks to resume and there is one that fits.

    A checkpoint that is damaged is passed over for the one before, and `Prepared.notes` says so. One that was made
    before the run was reset with new weights (another seed) is not used: the reset was confirmed and must stand.
    """
    spec = RunSpec.model_validate(place.spec)
    found: Checkpoint | None = None
    notes: list[str] = []
    if place.resume:
        try:
            found = checkpoints.load(place.run)
        except GlassnetError as error:
            notes.append(f"{error.detail} The run begins anew.")
    if found is not None:
        notes += [f"{skipped}; an older one is used." for skipped in found.skipped]
        saved = RunSpec.model_validate(found.manifest["trainer"]["spec"])
        if with_live_of(saved, spec) == spec:
            return Prepared(engine.prepare(saved), (found.arrays, found.manifest), notes)
    return Prepared(engine.prepare(spec), None, notes)


def with_live_of(spec: RunSpec, like: RunSpec) -> RunSpec:
    """`spec` with the live values of `like`; what `spec` has no place for is left out."""
    for path, value in live.differing(spec, like).items():
        try:
            spec = live.changed(spec, path, value)
        except GlassnetError:
            continue  # not live in `like`: the two differ in more than live values
    if spec.network.held != like.network.held and not (spec.network.held or like.network.held):
        network = spec.network.model_copy(update={"held": like.network.held})  # nothing is held, once or never
        spec = RunSpec(network=network, data=spec.data, training=spec.training)
    return spec
