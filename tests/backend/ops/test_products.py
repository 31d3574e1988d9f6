from __future__ import annotations

import jax
import numpy as np
import pytest

from glassnet.ops.products import PRODUCTS, dense


@pytest.mark.parametrize(
    ("batch", "inputs", "outputs"),
    [(1, 1, 1), (10, 7, 3), (10, 60, 5), (10, 60, 6), (500, 7, 3), (3, 200, 100)],
)
def test_both_forms_are_matrix_products(batch: int, inputs: int, outputs: int) -> None:
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(batch, inputs)).astype(np.float32), rng.normal(size=(inputs, outputs)).astype(np.float32)
    np.testing.assert_allclose(dense(x, w), x.astype(np.float64) @ w.astype(np.float64), rtol=1e-4, atol=1e-5)


def test_the_form_follows_the_number_of_products() -> None:
    def operations(outputs: int) -> str:
        return str(jax.make_jaxpr(dense)(np.zeros((10, 10), np.float32), np.zeros((10, outputs), np.float32)))

    assert "dot_general" not in operations(PRODUCTS // 100)
    assert "dot_general" in operations(PRODUCTS // 100 + 1)
