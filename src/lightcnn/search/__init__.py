"""Searching for a network: what a candidate is worth, a search over blocks, and NetAdapt over channels.

`reward` and `pareto_front` weigh accuracy against latency. `blockwise` looks for the best blocks of a
`Space`, `netadapt` takes channels from a trained network step by step; `LayerTimes` is a latency for both.
They keep every candidate in a file and go on from it when they were broken off; `recorded` reads the files
that come with the library, and ``python -m lightcnn.search`` makes such a file on Fashion-MNIST.
"""

from lightcnn.reward import HARD as HARD
from lightcnn.reward import SOFT as SOFT
from lightcnn.reward import pareto_front as pareto_front
from lightcnn.reward import reward as reward
from lightcnn.search.blockwise import Search as Search
from lightcnn.search.blockwise import Trial as Trial
from lightcnn.search.blockwise import blockwise as blockwise
from lightcnn.search.channels import Width as Width
from lightcnn.search.channels import widths as widths
from lightcnn.search.channels import with_channels as with_channels
from lightcnn.search.netadapt import Adaptation as Adaptation
from lightcnn.search.netadapt import Proposal as Proposal
from lightcnn.search.netadapt import Step as Step
from lightcnn.search.netadapt import netadapt as netadapt
from lightcnn.search.records import recorded as recorded
from lightcnn.search.records import run_names as run_names
from lightcnn.search.space import Choice as Choice
from lightcnn.search.space import Space as Space
from lightcnn.search.times import LayerTimes as LayerTimes
