"""Pure logic: the standard library and numpy, no I/O, no clock, no engine."""
