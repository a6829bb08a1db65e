"""Learning on real pictures within a chapter's minute: bundled data, one training loop, experiments."""

from lightcnn.learning.data import Dataset as Dataset
from lightcnn.learning.data import halved as halved
from lightcnn.learning.data import load_digits28 as load_digits28
from lightcnn.learning.data import photograph as photograph
from lightcnn.learning.fashion import GARMENTS as GARMENTS
from lightcnn.learning.fashion import load_fashion28 as load_fashion28
from lightcnn.learning.training import History as History
from lightcnn.learning.training import accuracy as accuracy
from lightcnn.learning.training import train as train
