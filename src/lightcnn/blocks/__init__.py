"""Building blocks, one idea a file. Every block maps feature maps (N, C, H, W) to feature maps."""

from lightcnn.blocks.conv import conv_bn_act as conv_bn_act
from lightcnn.blocks.depthwise_separable import DepthwiseSeparable as DepthwiseSeparable
from lightcnn.blocks.fire import Fire as Fire
from lightcnn.blocks.inverted_residual import InvertedResidual as InvertedResidual
from lightcnn.blocks.shuffle import ChannelShuffle as ChannelShuffle
from lightcnn.blocks.shuffle import channel_shuffle as channel_shuffle
from lightcnn.blocks.shufflenet_unit import ShuffleUnitV1 as ShuffleUnitV1
from lightcnn.blocks.shufflenet_v2_unit import ShuffleUnitV2 as ShuffleUnitV2
from lightcnn.blocks.shufflenet_v2_unit import channel_split as channel_split
from lightcnn.blocks.squeezenext_block import SqueezeNextBlock as SqueezeNextBlock
