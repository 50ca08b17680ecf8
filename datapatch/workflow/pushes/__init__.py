"""Stock git at the door: clones, fetches, and pushes that enter the line of contributions."""
