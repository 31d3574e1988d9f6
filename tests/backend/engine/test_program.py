from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from glassnet.engine import device_name, program, program_for
from glassnet.spec.key import key_of
from tests.backend.engine.image_specs import image_spec
from tests.backend.specimens import chain, run_spec


def test_many_threads_that_ask_at_once_compile_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = program_for(run_spec(chain((2, "elu"), (3, "elu"))))
    built = []
    original = type(found)._build

    def counted(self: program.Program, name: object) -> object:
        built.append(name)
        return original(self, name)

    monkeypatch.setattr(type(found), "_build", counted)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(found.build, ["judge"] * 8))
    assert built == ["judge"]
    assert found.has("judge")


def test_a_failure_is_told_to_all_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = program_for(run_spec(chain((2, "elu"), (4, "elu"))))
    with monkeypatch.context() as patched:
        patched.setattr(program, "_compile", lambda *_: 1 / 0)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                found.build("judge")
        with pytest.raises(ZeroDivisionError):
            found.compile(["judge"])[0].result()
    assert not found.has("judge")
    found.compile(["judge"])[0].result()
    assert found.has("judge")


def test_the_least_recently_used_program_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_programs", type(program._programs)())
    monkeypatch.setattr(program, "KEPT", 2)
    one, two, three = (run_spec(chain((units, "tanh"))) for units in (11, 12, 13))
    first, known = program_for(one)
    assert not known
    program_for(two)
    assert program_for(one) == (first, True)
    program_for(three)
    assert program_for(one) == (first, True)
    assert not program_for(two)[1], "it made room"


def test_programs_of_images_take_the_room_of_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_programs", type(program._programs)())
    monkeypatch.setattr(program, "KEPT", 8)
    small = run_spec(chain((11, "tanh")))
    program_for(small)
    images, _ = program_for(image_spec())
    assert program_for(small)[1], "both fit"
    assert program_for(image_spec(batch_size=3))[0] is not images
    assert not program_for(image_spec())[1], "two of images do not"


def test_unknown_programs_are_key_errors() -> None:
    with pytest.raises(KeyError):
        program_for(run_spec())[0]._ready("no_such_program")


def test_the_key_holds_what_is_static_and_nothing_else() -> None:
    spec = run_spec()
    assert key_of(spec) == key_of(run_spec(seed=9, l1=0.1, max_epochs=3, data={"noise": 0.7, "seed": 1}))
    assert key_of(spec) == key_of(run_spec(optimiser={"kind": "sgd", "learning_rate": 3}))
    others = [
        run_spec(batch_size=13),
        run_spec(chain((4, "tanh"))),
        run_spec(chain((3, "relu"))),
        run_spec(optimiser={"kind": "adam"}),
        run_spec(loss={"kind": "mse"}),
        run_spec(data={"samples": 61}),
        run_spec(data={"test_fraction": 0.3}),
        run_spec(data={"features": ["x", "y", "xy"]}),
        run_spec(chain((3, "tanh"), bias=False)),
    ]
    keys = [key_of(spec), key_of(spec, replicas=2), *map(key_of, others)]
    assert len(set(keys)) == len(keys)
    assert key_of(run_spec(batch_size=36)) == key_of(run_spec(batch_size=999)), "never larger than the data"


def test_the_order_of_an_epoch_is_that_of_training() -> None:
    found, _ = program_for(run_spec())
    order = np.asarray(found.order(np.asarray([5], np.uint32), np.uint32(3), 36))
    assert sorted(order[0].tolist()) == list(range(36))


def test_tests_run_on_the_cpu() -> None:
    assert device_name() == "CPU"
