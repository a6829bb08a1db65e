"""The small networks behind the SqueezeNet chapters: shapes, equal costs where claimed, clear refusals."""

import pytest
import torch

from lightcnn.learning import accuracy, halved, load_digits28
from lightcnn.learning.experiments._compare import compare
from lightcnn.learning.experiments.fire_design import EARLY, LATE, small_squeezenet
from lightcnn.learning.experiments.separable_kernels import KINDS, small_network
from lightcnn.profiling import profile


@pytest.mark.parametrize("pools", [EARLY, LATE, (1, 3)])
def test_pools_move_work_and_never_parameters(pools: tuple[int, int]) -> None:
    early, here = (profile(small_squeezenet(0.25, p), side=14, channels=1) for p in (EARLY, pools))
    assert here.params == early.params
    assert (here.macs > early.macs) == (pools != EARLY)


def test_the_squeeze_ratio_sets_every_squeeze() -> None:
    net = small_squeezenet(0.125)
    assert [net.get_submodule(f"fire{i}.squeeze").out_channels for i in range(1, 5)] == [4, 4, 8, 8]
    assert small_squeezenet(1e-6).get_submodule("fire1.squeeze").out_channels == 1
    assert net(torch.zeros(2, 1, 14, 14)).shape == (2, 10)


def test_a_pair_of_taps_has_two_thirds_of_the_weights() -> None:
    stages = {kind: small_network(kind).get_submodule("stage1") for kind in KINDS}
    weights = {k: sum(p.numel() for p in s.parameters() if p.dim() == 4) for k, s in stages.items()}
    assert weights["3x1 + 1x3"] * 3 == weights["3x3"] * 2
    assert weights["1x1"] * 9 == weights["3x3"]
    assert small_network("3x1 + 1x3")(torch.zeros(2, 1, 14, 14)).shape == (2, 10)


def test_an_outcome_keeps_the_network_of_the_first_seed() -> None:
    data = halved(load_digits28())
    data = data._replace(x_train=data.x_train[:256], y_train=data.y_train[:256])
    [found] = compare({"1x1": lambda: small_network("1x1")}, data, seeds=(1, 0), epochs=1)
    assert len(set(found.accuracies)) == 2
    assert accuracy(found.net, data.x_test, data.y_test) == found.accuracies[0]


def test_bad_arguments_name_their_values() -> None:
    with pytest.raises(ValueError, match="positive, got 0"):
        small_squeezenet(0)
    with pytest.raises(ValueError, match=r"from 0 to 4, got \(1, 1\)"):
        small_squeezenet(pool_after=(1, 1))
    with pytest.raises(ValueError, match="3x3, 3x1 \\+ 1x3, 1x1, got '5x5'"):
        small_network("5x5")
    with pytest.raises(ValueError, match="width must be 1 or more, got 0"):
        small_network(width=0)
