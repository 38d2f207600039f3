"""The registrar's office: receives signed batches, mints certificates, revokes them.

It imports `verifier` for what a certificate is and checks its own work with it, so that a
stranger and the office can never disagree about what "valid" means.
"""
