"""Training on a client's tickets: the same features and heads as the shipped model, worked out so that a million tickets fit."""
