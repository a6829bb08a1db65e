"""Experiments that chapters run: one file a question, all with seeds, spread and the machine they ran on."""

from lightcnn.learning.experiments._compare import Outcome as Outcome
from lightcnn.learning.experiments._compare import compare as compare
