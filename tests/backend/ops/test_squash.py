from __future__ import annotations

import numpy as np
import torch

from glassnet.ops.squash import log_softmax, softmax

X = np.concatenate(
    [np.random.default_rng(0).normal(0, 5, (20, 4)), [[0, 0, 0, 0], [1e4, -1e4, 0, 1], [80, 90, -90, 85]]]
).astype(np.float32)


def test_agree_with_torch() -> None:
    x = torch.tensor(X.astype(np.float64))
    np.testing.assert_allclose(softmax(X), torch.softmax(x, -1), rtol=1e-5, atol=1e-12)
    np.testing.assert_allclose(log_softmax(X), torch.log_softmax(x, -1), rtol=1e-5, atol=1e-6)


def test_probabilities_add_up_to_one() -> None:
    np.testing.assert_allclose(np.asarray(softmax(X)).sum(-1), 1.0, rtol=1e-6)
