"""One file for each family of measures: ``TITLE``, and ``measure(bench)``, which gives figures."""
