"""Whether nodes and edges are one directed graph without cycles, from one input to one output."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from glassnet.catalog.layers import Layer
from glassnet.catalog.layers.input import Input
from glassnet.errors import Repair, SpecError

Ends = tuple[str, str]


def faults(nodes: Sequence[Layer], edges: Sequence[Ends], unread: Collection[str] = ()) -> Iterator[SpecError]:
    """Everything that keeps this from being a network, the gravest first; ``where`` names the node.

    Args:
        nodes: the layers.
        edges: pairs of ids.
        unread: ids of nodes that are there but could not be read; nothing is said of them.
    """
    yield from _ids(nodes)
    ids = dict.fromkeys([*(node.id for node in nodes), *unread])
    yield from _edges(edges, ids)
    inputs = sources(ids, edges)
    yield from _cycles(inputs)
    yield from _ends(nodes, inputs)
    yield from _ports(nodes, inputs)


def sources(ids: Collection[str], edges: Sequence[Ends]) -> dict[str, list[str]]:
    """For every node those that feed it, in the order of the edges; edges that lead nowhere or twice are left out."""
    found: dict[str, list[str]] = {name: [] for name in ids}
    for start, end in dict.fromkeys(edges):
        if start in found and end in found:
            found[end].append(start)
    return found


def order(inputs: Mapping[str, Sequence[str]]) -> list[str]:
    """Ids so that every node comes after its inputs; without those on a cycle or behind one."""
    waiting = {name: len(starts) for name, starts in inputs.items()}
    readers = _readers(inputs)
    ready = [name for name in inputs if not waiting[name]]
    for name in ready:
        for reader in readers[name]:
            waiting[reader] -= 1
            if not waiting[reader]:
                ready.append(reader)
    return ready


def problem(node: str, detail: str, hint: str, repair: Repair | None = None) -> SpecError:
    """What is wrong with the place of a node in the graph."""
    return SpecError("network", detail, hint, f"network.nodes.{node}", repair)


def _readers(inputs: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    readers: dict[str, list[str]] = {name: [] for name in inputs}
    for name, starts in inputs.items():
        for start in starts:
            readers[start].append(name)
    return readers


def _ids(nodes: Sequence[Layer]) -> Iterator[SpecError]:
    seen: set[str] = set()
    for node in nodes:
        if node.id in seen:
            yield problem(node.id, f"Two nodes are called '{node.id}'.", "Give each node an id of its own.")
        seen.add(node.id)
    inputs = [node.id for node in nodes if isinstance(node, Input)]
    if len(inputs) != 1:
        detail = f"A network has one input node; this one has {len(inputs)}."
        yield SpecError("network", detail, "Keep exactly one.", "network")


def _edges(edges: Sequence[Ends], ids: Collection[str]) -> Iterator[SpecError]:
    seen: set[Ends] = set()
    for start, end in edges:
        for name in (start, end):
            if name not in ids:
                yield SpecError(
                    "network",
                    f"The edge {start} → {end} names '{name}', but there is no such node.",
                    f"Remove the edge, or add a node '{name}'.",
                    "network.edges",
                )
        if (start, end) in seen:
            yield problem(end, f"The edge {start} → {end} is there twice.", "Remove one of them.")
        seen.add((start, end))


def _cycles(inputs: Mapping[str, Sequence[str]]) -> Iterator[SpecError]:
    stuck = set(inputs) - set(order(inputs))
    if not stuck:
        return
    among = {name: [start for start in inputs[name] if start in stuck] for name in stuck}
    readers = _readers(among)
    left = {name: len(readers[name]) for name in stuck}
    done = [name for name in stuck if not left[name]]
    for name in done:
        for start in among[name]:
            left[start] -= 1
            if not left[start]:
                done.append(start)
    for name in sorted(stuck - set(done)):
        yield problem(name, f"Node '{name}' is part of a cycle or behind one.", "Remove an edge that leads back.")


def _ends(nodes: Sequence[Layer], inputs: Mapping[str, Sequence[str]]) -> Iterator[SpecError]:
    if len(nodes) < 2:
        yield SpecError("network", "This network has no layer yet.", "Add one and connect it to the input.", "network")
        return
    read = {start for starts in inputs.values() for start in starts}
    for node in nodes:
        if _is_loose(node, inputs, read):
            title = node.documentation()["title"]
            yield problem(node.id, f"{title} '{node.id}' is not connected to anything.", "Connect it, or remove it.")
    ends = [node.id for node in nodes if node.id not in read and not _is_loose(node, inputs, read)]
    if len(ends) > 1:
        for name in ends:
            yield problem(
                name,
                f"A network has one output, but nothing reads {', '.join(ends[:5])}.",
                "Connect or remove all but one of them.",
            )


def _is_loose(node: Layer, inputs: Mapping[str, Sequence[str]], read: Collection[str]) -> bool:
    return node.id not in read and not inputs[node.id] and not isinstance(node, Input)


def _ports(nodes: Sequence[Layer], inputs: Mapping[str, Sequence[str]]) -> Iterator[SpecError]:
    read = {start for starts in inputs.values() for start in starts}
    for node in nodes:
        count = len(inputs[node.id])
        least, most = (0, 0) if isinstance(node, Input) else node.ports
        if _is_loose(node, inputs, read) or (count >= least and (most is None or count <= most)):
            continue
        expected = str(least) if least == most else f"at least {least}"
        joined = Repair(node.id, "concat", {}) if count > least and most else None
        yield problem(
            node.id,
            f"{node.documentation()['title']} '{node.id}' takes {expected} input(s) but gets {count}.",
            "Connect it to the node before it." if count < least else "Join the inputs with Add or Concat first.",
            joined,
        )
