"""What a run would cost, told before it is made: from its specification, and from what others like it take here."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, prod
from pathlib import Path
from statistics import median

import msgspec

from glassnet.protocol.load import Cost, Excess, Wait
from glassnet.runtime.admission import Admission
from glassnet.runtime.entry import Entry
from glassnet.runtime.loads import Loads
from glassnet.runtime.messages import Message
from glassnet.runtime.placements import Placements
from glassnet.runtime.portions import Portions
from glassnet.runtime.quotas import Quotas
from glassnet.runtime.together import is_compiled
from glassnet.spec import RunSpec
from glassnet.spec.cost import Cost as Measured
from glassnet.spec.cost import measure

PROGRAM_BYTES = 30 << 20
"""Of compiled programs and what they work with, about."""

SLOTS = 2
"""Numbers that an optimiser keeps for each parameter, at most."""


class Estimates:
    """The cost of runs.

    Args:
        entries: all runs the server holds, by id.
        placements, admission, portions, quotas: where there is room, for whom, and how much each may have.
        known: folder that says what is compiled, see `together`.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        placements: Placements,
        admission: Admission,
        portions: Portions,
        quotas: Quotas,
        known: Path,
    ) -> None:
        self._entries = entries
        self._placements = placements
        self._loads: Loads = placements.loads
        self._admission = admission
        self._portions = portions
        self._quotas = quotas
        self._known = known
        self._pace = {False: 1.0, True: 1.0}
        self._speed = {False: 1.0, True: 1.0}
        placements.compiled = self.learn

    def learn(self, entry: Entry, message: Message) -> None:
        """A run was compiled: others may take as long."""
        told = msgspec.json.decode(message.data)
        spec = RunSpec.model_validate(entry.stored.spec)
        if not told["cached"] and told["seconds"] > 0:
            images = _of_images(spec)
            ratio = told["seconds"] / _compile_s(spec, measure(spec))
            self._pace[images] = 0.7 * self._pace[images] + 0.3 * ratio

    async def cost(self, spec: RunSpec, user: str, group: str | None = None, run: str | None = None) -> Cost:
        """What a run of a user's would cost now, and what of it would be too much; `run`: one that they have of it."""
        measured = measure(spec)
        images = _of_images(spec)
        found = self._entries.get(run) if run is not None else None
        meant = found if found is not None and found.stored.user == user else None
        waits = None if meant is not None and meant.live else self._admission.ahead(user)
        updates = ceil(spec.data.parts()[0] / max(1, spec.training.batch_size))
        self._observe()
        return Cost(
            parameters=measured.parameters,
            flops_per_update=measured.flops_per_update,
            activation_bytes=measured.activation_bytes,
            memory_bytes=_memory_bytes(spec, measured),
            compile_s=self._compile_s(spec, measured),
            epoch_s=updates * _update_s(measured, images) * self._speed[images],
            share=self._portions.share(user, group, self._placements.devices, self._entries.values(), meant),
            queue=Wait(position=waits.position, wait_s=waits.wait_s) if waits else Wait(position=0, wait_s=0.0),
            over=await self._over(measured, user),
        )

    def _compile_s(self, spec: RunSpec, measured: Measured) -> float:
        if is_compiled(self._known, spec):
            return 0.0
        return round(_compile_s(spec, measured) * self._pace[_of_images(spec)], 2)

    def _observe(self) -> None:
        """Compare what the model says of runs that train now with what they take."""
        rates = self._loads.rates()
        training: dict[str, list[Entry]] = {}
        for entry in self._entries.values():
            if entry.status == "running" and entry.updates_per_s > 0:
                training.setdefault(entry.stored.user, []).append(entry)
        found: dict[bool, list[float]] = {False: [], True: []}
        for user, entries in training.items():
            if len(entries) == 1 and rates.get(user, 0.0) > 0:
                spec = RunSpec.model_validate(entries[0].stored.spec)
                images = _of_images(spec)
                takes_s = rates[user] / entries[0].updates_per_s
                if spec.training.updates_per_s is None:
                    found[images].append(takes_s / _update_s(measure(spec), images))
        for images, ratios in found.items():
            if ratios:
                self._speed[images] = median(ratios)

    async def _over(self, measured: Measured, user: str) -> list[Excess]:
        limits, used = self._quotas.limits(), await self._quotas.used(user)
        over: list[Excess] = []
        for what in ("parameters", "flops_per_update", "activation_bytes"):
            value, limit = float(getattr(measured, what)), getattr(limits, what)
            if limit is not None and value > limit:
                over.append(_excess(what, value, limit, "This network needs", _WORDS[what]))
        for what in ("storage_bytes", "training_s"):
            amount, limit = getattr(used, what), getattr(limits, what)
            if amount is not None and limit is not None and amount >= limit:
                over.append(_excess(what, float(amount), limit, "You have used", _WORDS[what]))
        return over


_WORDS = {
    "parameters": "parameters",
    "flops_per_update": "operations per update",
    "activation_bytes": "bytes of activations",
    "storage_bytes": "bytes of storage",
    "training_s": "seconds of training today",
}


def _excess(what: str, value: float, limit: float, verb: str, noun: str) -> Excess:
    return Excess(what=what, value=value, limit=limit, detail=f"{verb} {value:,.0f} {noun}; the limit is {limit:,.0f}.")


def _of_images(spec: RunSpec) -> bool:
    return len(spec.input_shape) > 1


def _compile_s(spec: RunSpec, measured: Measured) -> float:
    """Measured on two cores: points 0.3 to 0.6 s, convolutional networks 1 to 5 s."""
    return 0.6 + 0.12 * measured.nodes if _of_images(spec) else 0.25 + 0.03 * measured.nodes


def _update_s(measured: Measured, images: bool) -> float:
    """An update costs a little by itself, and its operations."""
    return 2e-4 + measured.flops_per_update / 4e10 if images else 1e-6 + measured.flops_per_update / 5e9


def _memory_bytes(spec: RunSpec, measured: Measured) -> int:
    examples = sum(spec.data.parts()) * prod(spec.input_shape)
    data = examples * (1 if _of_images(spec) else 4)
    return PROGRAM_BYTES + data + 4 * measured.parameters * (2 + SLOTS) + measured.activation_bytes
