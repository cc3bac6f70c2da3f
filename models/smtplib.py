"""Proof of smtplib.toml."""

import smtplib


def send(host, secret, text, letter):
    server = smtplib.SMTP(host)  # sink: url
    server.connect(host)  # sink: url
    server.ehlo()  # pass
    server.starttls()  # pass
    server.login("shop", secret)  # sink: password
    server.sendmail("shop@example.org", "you@example.org", text)  # sink: email
    server.send_message(letter)  # pass
    server.quit()  # pass
    smtplib.SMTP_SSL(host)  # alias
    smtplib.LMTP(host)  # alias
