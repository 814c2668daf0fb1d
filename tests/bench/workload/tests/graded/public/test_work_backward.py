"""Public checks of the workload: those of `public/test_work_backward` in `probes.json`."""

from asked import checks

globals().update(checks(__file__))
