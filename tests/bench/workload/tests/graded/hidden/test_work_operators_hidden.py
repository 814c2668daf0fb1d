"""Hidden checks of the workload: those of `hidden/test_work_operators_hidden` in `probes.json`."""

from asked import checks

globals().update(checks(__file__))
