"""Cases: filing, routing, consent, what partners and workers do with them, and the timeline."""
