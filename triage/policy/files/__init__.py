"""What stands in a policy's files: nodes that know their line, typed values of them, and the faults that are found."""
