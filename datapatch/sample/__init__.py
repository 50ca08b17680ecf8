"""The sample workspace: invented content, written from a seed and a date, loaded at first start."""
