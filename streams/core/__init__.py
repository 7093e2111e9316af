"""The pure core: an article in, diplomacy events out.

No Kafka, no clock, no metrics, no files but the knowledge.
"""

import os

# NumPy reads these when it is first imported: its matrices are so small here that a second thread only
# waits for the first, at twice the processor time.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
