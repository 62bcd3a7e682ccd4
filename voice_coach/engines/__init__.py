"""One library, one file. Nothing outside this folder imports an engine's library."""
