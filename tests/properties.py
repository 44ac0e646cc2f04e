"""Properties that are looked for by Hypothesis: that a busy machine is slow is no fault of theirs."""

from hypothesis import HealthCheck, settings

settings.register_profile('busy machines, too', deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile('busy machines, too')
