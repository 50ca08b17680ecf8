"""What contributors follow and are told: receipts, their own list, thanks."""
