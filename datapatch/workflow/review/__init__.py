"""What accepting a contribution would do: the merge with what is published, judged beforehand."""
