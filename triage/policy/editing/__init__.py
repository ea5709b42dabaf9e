"""What the authors of policies are given: layout and mends of their files, a schema for editors, reference pages."""
