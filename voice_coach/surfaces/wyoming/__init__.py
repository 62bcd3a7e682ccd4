"""Home Assistant's side of the coach: one server of the Wyoming protocol that hears, speaks and answers."""
