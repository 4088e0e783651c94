"""What tests of the served platform share: a real server, and clients of its own making."""
