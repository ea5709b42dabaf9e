"""Triage of support tickets.

numpy's matrix products run on one thread, unless the environment says otherwise: on more, the last bits of a sum depend on how
many there are, and a decision must be the same bytes everywhere; workers, not threads, use the cores. Set here, since it must be
set before numpy is loaded.
"""

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
