"""One process for a home: the pages of several people and Home Assistant's side, on one set of models."""
