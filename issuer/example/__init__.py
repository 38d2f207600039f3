"""The first run: an example authority in Weihai, three committees and a hundred fictitious people.

The policies are real; every authority, committee, employer, person and number is not. Everything
goes through the same doors as real work: workbooks through the desk, batches through admission,
decisions through their seals. Only the dates are told instead of read from the clock.

    story      what happened, read from story.toml
    people     the keys of the example's people
    telling    the story carried out, door by door
    drawer     tampered things, and the verdict each one gets
"""
