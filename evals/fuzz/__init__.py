"""Anything at all, at every entrance: nothing may crash, hang or grow."""
