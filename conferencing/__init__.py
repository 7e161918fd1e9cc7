"""The wiring: settings, addresses, processes. No domain word lives here, and no room imports it."""
