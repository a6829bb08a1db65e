"""Networks, one paper a file.

A file holds the rows that its network is built from (``from lightcnn.networks.shufflenet_v1 import STAGES``),
its builder, and in `VARIANTS` the published variants by name. `NETWORKS` is all of these, found by place.
"""

from lightcnn.networks.alexnet import alexnet as alexnet
from lightcnn.networks.mobilenet_v1 import mobilenet_v1 as mobilenet_v1
from lightcnn.networks.mobilenet_v2 import mobilenet_v2 as mobilenet_v2
from lightcnn.networks.shufflenet_v1 import shufflenet_v1 as shufflenet_v1
from lightcnn.networks.shufflenet_v2 import shufflenet_v2 as shufflenet_v2
from lightcnn.networks.squeezenet import squeezenet as squeezenet
from lightcnn.networks.squeezenext import squeezenext as squeezenext
from lightcnn.networks.zoo import NETWORKS as NETWORKS
