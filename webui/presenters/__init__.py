"""Values of the workflow, turned into what templates print."""
