"""Messages to customers; the outbox is what a real mail server would take from."""

import collections

outbox = collections.deque(maxlen=100)


def send_reset_link(address, token):
    """Send the link that sets a new password."""
    outbox.append((address, "/reset/" + token))
