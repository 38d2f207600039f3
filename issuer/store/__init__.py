"""What the office remembers: the only SQL of this system.

Functions take an open connection, map rows to frozen dataclasses and never commit: whoever
opened the transaction owns it. Nothing here holds a rule of the regulations; a state is compared,
never judged. Whatever names a person is sealed on its way in (`vault`) and found by blind index.
"""
