"""The guide's sections, traps and edge cases as stories from a widget to the platform and back."""
