from __future__ import annotations

from hypothesis import settings

# An example's time says more about what else the machine does than about the example.
settings.register_profile("comity", deadline=None)
settings.load_profile("comity")
