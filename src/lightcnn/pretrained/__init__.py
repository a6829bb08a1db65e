"""Trained networks: real ImageNet weights by name, each with its preprocessing, labels, source and licence.

``load("squeezenet1_1")`` is all a chapter needs. No weights are in this package: `catalogue` says where each
network's come from, `files` checks them against their SHA-256, `arrays` reads a foreign format without
trusting it.
"""

from lightcnn.pretrained.catalogue import Pretrained as Pretrained
from lightcnn.pretrained.catalogue import load as load
from lightcnn.pretrained.channel_gates import channel_gates as channel_gates
from lightcnn.pretrained.lamp import lamp as lamp
from lightcnn.pretrained.preprocessing import Preprocessing as Preprocessing
from lightcnn.pretrained.text_line import text_line as text_line
from lightcnn.pretrained.typed_line import typed_line as typed_line
