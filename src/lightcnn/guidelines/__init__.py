"""The four guidelines of ShuffleNet V2 as experiments: equal multiply-adds, and what else it takes.

`designs` builds the networks of one guideline, `measure` times them, `recorded` reads the runs that come with
the library. ``python -m lightcnn.guidelines --threads 1 --out FILE`` makes such a run. `recorded_roof` is one
of single layers, beside the two limits of the machine; ``--roof`` makes it.
"""

from lightcnn.guidelines.compare import Comparison as Comparison
from lightcnn.guidelines.compare import comparison as comparison
from lightcnn.guidelines.compare import device_name as device_name
from lightcnn.guidelines.compare import recorded_runs as recorded_runs
from lightcnn.guidelines.compare import times_more as times_more
from lightcnn.guidelines.designs import GUIDELINES as GUIDELINES
from lightcnn.guidelines.designs import Design as Design
from lightcnn.guidelines.designs import designs as designs
from lightcnn.guidelines.roof import measure_roof as measure_roof
from lightcnn.guidelines.roof import recorded_roof as recorded_roof
from lightcnn.guidelines.runs import Row as Row
from lightcnn.guidelines.runs import measure as measure
from lightcnn.guidelines.runs import measure_networks as measure_networks
from lightcnn.guidelines.runs import recorded as recorded
