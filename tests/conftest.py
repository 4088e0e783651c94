"""What all tests share: how Hypothesis explores."""

from hypothesis import HealthCheck, settings

# Machines differ in speed and tests share them, so an example may take as long as it likes.
# Hypothesis' own profile `ci` says so too and sees the same examples for the same commit;
# elsewhere each run looks for new ones. `--hypothesis-profile` has the last word.
settings.register_profile(
    "local", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
if settings.get_current_profile_name() != "ci":
    settings.load_profile("local")
