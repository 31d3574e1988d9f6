"""A function of XLA's foreign interface, written loop by loop in LLVM's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from llvmlite import ir

i64, i32, f32, byte = ir.IntType(64), ir.IntType(32), ir.FloatType(), ir.IntType(8)

Value = Any
"""A value of LLVM's: a number, a vector or an address."""

_API = (0, 3)
"""Version of XLA's foreign interface (``xla/ffi/api/c_api.h``, which jaxlib brings) that the offsets below are of."""

_EXTENSION, _ARGUMENTS, _RESULTS = 8, 72, 112
"""Bytes from the beginning of a call's frame to the chain of extensions, to the arguments and to the results."""
_KIND, _METADATA, _DATA = 8, 24, 24
"""… of an extension to its kind and to the metadata it asks for; of a buffer to its numbers."""
_MAJOR, _MINOR, _TRAITS = 24, 28, 32
_ASKS_METADATA = 1


def number(value: int) -> Value:
    """A constant."""
    return ir.Constant(i64, value)


class Kernel:
    """A function that takes buffers of XLA's: first its parameters (int32), then arrays (float32); one result.

    Attributes:
        build: LLVM's builder, at the place where the next instruction goes.
        parameters: numbers of int32 the first buffer holds, in their order.
    """

    def __init__(self, name: str, lanes: int) -> None:
        self.lanes = lanes
        self.vector = ir.VectorType(f32, lanes)
        self._module = ir.Module(name)
        pointer = byte.as_pointer()
        self._function = ir.Function(self._module, ir.FunctionType(pointer, [pointer]), name)
        self._entry = self._function.append_basic_block("entry")
        self.build = ir.IRBuilder(self._entry)
        fma = ir.FunctionType(self.vector, [self.vector] * 3)
        self._fma = ir.Function(self._module, fma, f"llvm.fma.v{lanes}f32")
        self._frame = self._function.args[0]
        self._answer_metadata()

    def text(self) -> str:
        """The module, once everything is written."""
        self.build.ret(ir.Constant(byte.as_pointer(), None))
        return str(self._module)

    # ------------------------------------------------------------------------------------------- XLA's frame

    def argument(self, place: int, kind: Any = f32) -> Value:
        """The numbers of an argument."""
        return self._buffer(_ARGUMENTS, place, kind)

    def result(self, place: int = 0) -> Value:
        """The numbers of a result."""
        return self._buffer(_RESULTS, place, f32)

    def _buffer(self, list_at: int, place: int, kind: Any) -> Value:
        buffers = self._read(self._frame, list_at, byte.as_pointer())
        buffer = self._read(buffers, 8 * place, byte.as_pointer())
        return self.build.bitcast(self._read(buffer, _DATA, byte.as_pointer()), kind.as_pointer())

    def _answer_metadata(self) -> None:
        """XLA asks once, by a call with an extension, for the version a function was written for."""
        extension = self._read(self._frame, _EXTENSION, byte.as_pointer())
        there = self.build.icmp_unsigned("!=", extension, ir.Constant(byte.as_pointer(), None))
        with self.build.if_then(there):
            asks = self.build.icmp_signed("==", self._read(extension, _KIND, i32), ir.Constant(i32, _ASKS_METADATA))
            with self.build.if_then(asks):
                metadata = self._read(extension, _METADATA, byte.as_pointer())
                for at, value in ((_MAJOR, _API[0]), (_MINOR, _API[1]), (_TRAITS, 0)):
                    self.build.store(ir.Constant(i32, value), self._place(metadata, at, i32))
                self.build.ret(ir.Constant(byte.as_pointer(), None))

    def _place(self, base: Value, offset: int, kind: Any) -> Value:
        return self.build.bitcast(self.build.gep(base, [number(offset)]), kind.as_pointer())

    def _read(self, base: Value, offset: int, kind: Any) -> Value:
        return self.build.load(self._place(base, offset, kind))

    # ------------------------------------------------------------------------------------------- numbers

    def numbers(self, at: Value, names: Sequence[str]) -> dict[str, Value]:
        """Parameters by name, from an address of int32 on."""
        read = (self.build.load(self.build.gep(at, [number(place)])) for place in range(len(names)))
        return {name: self.build.sext(value, i64) for name, value in zip(names, read, strict=True)}

    def at(self, base: Value, *steps: tuple[Value, Value]) -> Value:
        """The address so many steps of such lengths away."""
        away = number(0)
        for count, length in steps:
            away = self.build.add(away, self.build.mul(count, length))
        return self.build.gep(base, [away])

    def least(self, one: Value, other: Value) -> Value:
        """The smaller of two."""
        return self.build.select(self.build.icmp_signed("<", one, other), one, other)

    def variable(self, value: Value) -> Value:
        """The address of a variable; it becomes a register."""
        with self.build.goto_entry_block():
            place = self.build.alloca(value.type)
        self.build.store(value, place)
        return place

    @contextmanager
    def loop(self, first: Value, end: Value, step: int | Value = 1) -> Iterator[Value]:
        """What is written within is done for ``first``, ``first + step`` … below ``end``."""
        place = self.variable(first)
        again, body, after = (self._function.append_basic_block() for _ in range(3))
        self.build.branch(again)
        self.build.position_at_end(again)
        count = self.build.load(place)
        self.build.cbranch(self.build.icmp_signed("<", count, end), body, after)
        self.build.position_at_end(body)
        yield count
        self.build.store(self.build.add(count, number(step) if isinstance(step, int) else step), place)
        self.build.branch(again)
        self.build.position_at_end(after)

    def tiles(self, count: Value, sizes: Sequence[int]) -> Iterator[tuple[int, Value]]:
        """A loop for each size of tile, the largest first: all of ``count`` in tiles of ``sizes``, the last 1."""
        done = number(0)
        for size in sizes:
            end = self.build.sub(count, self.build.srem(count, number(size)))
            with self.loop(done, end, size) as first:
                yield size, first
            done = end

    # ------------------------------------------------------------------------------------------- vectors

    def zero(self) -> Value:
        """A vector of zeros."""
        return ir.Constant(self.vector, [0.0] * self.lanes)

    def load(self, at: Value, offset: int = 0) -> Value:
        """The vector that lies so many numbers behind an address."""
        found = self.build.load(self._vector_at(at, offset))
        found.align = 4
        return found

    def store(self, value: Value, at: Value, offset: int = 0) -> None:
        """Put a vector there."""
        self.build.store(value, self._vector_at(at, offset)).align = 4

    def spread(self, at: Value) -> Value:
        """One number, in every lane."""
        undefined = ir.Constant(self.vector, ir.Undefined)
        first = self.build.insert_element(undefined, self.build.load(at), ir.Constant(i32, 0))
        lanes = ir.Constant(ir.VectorType(i32, self.lanes), [0] * self.lanes)
        return self.build.shuffle_vector(first, undefined, lanes)

    def accumulate(self, place: Value, one: Value, other: Value) -> None:
        """Add a product to a variable, rounded once."""
        self.build.store(self.build.call(self._fma, [one, other, self.build.load(place)]), place)

    def _vector_at(self, at: Value, offset: int) -> Value:
        place = self.build.gep(at, [number(offset)]) if offset else at
        return self.build.bitcast(place, self.vector.as_pointer())
