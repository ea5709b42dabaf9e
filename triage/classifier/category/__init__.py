"""From a text to category, topics and evidence: the fast model, the readers that are asked where it is unsure, their artefact."""
