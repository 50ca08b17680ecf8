"""The bell and the mails: who is told what, how often, and how that ends."""
