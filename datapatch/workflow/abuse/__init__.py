"""What stands between a flood and the moderators: limits, proofs, scores, quarantine."""
