"""The door of registered units: who is invited, makes a passkey, signs in, and stays how long.

    inviting     the office invites a person at a unit by a code that works once, and shuts out
    ceremonies   with the code the person makes a passkey, and from then on signs in with it
    sessions     what a passkey began: a quarter of an hour without use, eight hours at most

No user name and no password: nothing to be guessed, and nothing that another site could be told.
What bearers hold (codes, tokens) is kept as digests under the pepper and nowhere else. All of it
needs the pepper and the database, and neither a signing key nor the data key.

Follows OWASP ASVS 5.0.0, 6.3.8 and 7.1 to 7.5, and W3C Web Authentication Level 3.
"""
