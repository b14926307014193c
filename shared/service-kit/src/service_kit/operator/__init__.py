"""What an operator can do to a service from the command line."""
