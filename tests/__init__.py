"""Tests mirror the package; journeys, contracts, browser and docs have folders of their own."""
