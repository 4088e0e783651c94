"""The admin API: what QA, CI and the console steer the platform by, under `/__admin`."""
