"""What is doubtful in a policy that can be read."""
