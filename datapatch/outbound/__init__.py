"""What leaves the instance: mail, written to the outbox with its cause and sent afterwards."""
