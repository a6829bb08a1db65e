"""Networks, one paper a file.

`NETWORKS` holds the published variants by name, torchvision's name where it has one. The
rows that a network is built from are in its own file:
``from lightcnn.networks.shufflenet_v1 import STAGES``.
"""

from collections.abc import Callable
from functools import partial

from torch import nn

from lightcnn.networks.alexnet import alexnet as alexnet
from lightcnn.networks.shufflenet_v1 import shufflenet_v1 as shufflenet_v1
from lightcnn.networks.shufflenet_v2 import VARIANTS as _SHUFFLENET_V2
from lightcnn.networks.shufflenet_v2 import shufflenet_v2 as shufflenet_v2
from lightcnn.networks.squeezenet import squeezenet as squeezenet
from lightcnn.networks.squeezenext import squeezenext as squeezenext

NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "alexnet": alexnet,
    "squeezenet1_0": squeezenet,
    "squeezenet1_1": partial(squeezenet, version="1.1"),
    "squeezenet1_0_simple_bypass": partial(squeezenet, bypass="simple"),
    "squeezenet1_0_complex_bypass": partial(squeezenet, bypass="complex"),
    "squeezenext_23_x1_0": squeezenext,
    "squeezenext_23_x1_0_g2": partial(squeezenext, groups=2),
    "squeezenext_23_x1_5": partial(squeezenext, width=1.5),
    "squeezenext_23_x2_0": partial(squeezenext, width=2.0),
    "squeezenext_23_x1_0_v2": partial(squeezenext, version=2),
    "squeezenext_23_x1_0_v5": partial(squeezenext, version=5),
    "squeezenext_23_x2_0_v5": partial(squeezenext, width=2.0, version=5),
    **{
        f"shufflenet_v1_x{name}_g{groups}": partial(shufflenet_v1, groups=groups, width=width)
        for name, width in (("0_25", 0.25), ("0_5", 0.5), ("1_0", 1.0), ("1_5", 1.5), ("2_0", 2.0))
        for groups in (1, 2, 3, 4, 8)
    },
    **_SHUFFLENET_V2,
}
