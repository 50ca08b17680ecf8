"""What was before: revisions, the story of a row, blame, heatmaps."""
