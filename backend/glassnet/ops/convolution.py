"""Convolutions of sequences and images, in the form that suits the shapes and the platform."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Float

from glassnet.ops import fast_convolution as fast
from glassnet.ops import native_convolution as native
from glassnet.ops.geometry import UNIT, Slide
from glassnet.ops.native.calls import usable
from glassnet.ops.planes import Slides


def convolve(
    x: Float[Array, "channels ... batch"], w: Float[Array, "... inputs filters"], slide: Slide, groups: int = 1
) -> Float[Array, "filters ... batch"]:
    """Slides a kernel along every axis of positions: a cross-correlation, as in every library for neural networks.

    Args:
        x: sequences ``(channels, length, batch)`` or images ``(channels, rows, columns, batch)``.
        w: the kernel ``(k, channels / groups, filters)`` or ``(k, k, channels / groups, filters)``.
        slide: the window, the same along each axis.
        groups: channels and filters are divided into so many groups that do not see each other.
    """
    if x.ndim == 3:
        return _grouped(x[:, None], w[None], (UNIT, slide), groups)[:, 0]
    return _grouped(x, w, (slide.trimmed(x.shape[1]), slide.trimmed(x.shape[2])), groups)


def convolve_transposed(
    x: Float[Array, "channels h w batch"],
    w: Float[Array, "k k filters channels"],
    slide: Slide,
    size: tuple[int, int],
) -> Float[Array, "filters oh ow batch"]:
    """The adjoint of a convolution of an image of ``size`` rows and columns by ``slide``: it enlarges images."""
    slides = (slide.trimmed(size[0]), slide.trimmed(size[1]))
    if _natively(x):
        return native.transposed(x, w, slides, size)
    if _on_cpu() and _affordable(w):
        return fast.transposed(x, w, slides, size)
    shape = jax.ShapeDtypeStruct((w.shape[2], *size, x.shape[-1]), x.dtype)
    return jax.linear_transpose(lambda image: general(image, w, slides), shape)(x)[0]


def general(x: Array, w: Array, slides: Slides, groups: int = 1) -> Array:
    """The form that is right for everything, and fast on a GPU: XLA's own convolution."""
    return fast.library(x, w, slides, groups)


def _grouped(x: Array, w: Array, slides: Slides, groups: int) -> Array:
    if groups == 1 and _natively(x):
        return native.convolution(x, w, slides, (x.shape[1], x.shape[2]))
    if not (_on_cpu() and _affordable(w)):
        return general(x, w, slides, groups)
    if groups == 1:
        return fast.convolution(x, w, slides)
    apart = jnp.moveaxis(w.reshape(*w.shape[:3], groups, -1), 3, 0)
    together = jax.vmap(lambda image, kernel: fast.convolution(image, kernel, slides))(
        x.reshape(groups, -1, *x.shape[1:]), apart
    )
    return together.reshape(-1, *together.shape[2:])


def _natively(x: Array) -> bool:
    return _on_cpu() and x.dtype == jnp.float32 and usable(x.shape[-1])


def _on_cpu() -> bool:
    return jax.default_backend() == "cpu"


def _affordable(w: Array) -> bool:
    """Whether the copies of the image that the fast forms make are few."""
    return w.shape[0] * w.shape[1] <= 49
