"""Two policies on the same tickets: past ones from a file, or those of a draft; what changes, by which rules, at what cost."""
