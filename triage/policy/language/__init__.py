"""The words of a policy: what a rule may ask and set, and how its questions are read and answered."""
