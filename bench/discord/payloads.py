"""How long an answer takes in process: from the interaction's line to the bytes that go back to Discord."""
