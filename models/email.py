"""Proof of email.toml."""

import email
import email.header
import email.message
import email.MIMEMultipart
import email.MIMEText
import email.mime.application
import email.mime.audio
import email.mime.base
import email.mime.image
import email.mime.message
import email.mime.multipart
import email.mime.nonmultipart
import email.mime.text
import email.parser
import email.utils


def write(name, value, text):
    letter = email.message.Message()
    letter[name] = value  # sink: email
    letter.add_header(name, value)  # sink: email
    letter.replace_header(name, value)  # sink: email
    letter.attach(text)  # pass
    letter.set_payload(text)  # pass
    letter.as_bytes()  # clean: email
    letter.as_string()  # clean: email
    email.mime.text.MIMEText(text)  # pass
    email.mime.text.MIMEText(text, "html")  # sink: html
    email.MIMEText.MIMEText(text)  # alias
    email.MIMEMultipart.MIMEMultipart()["Subject"] = value  # alias


def letters_are_messages(name, value, text):
    email.message.MIMEPart()[name] = value  # alias
    email.mime.application.MIMEApplication(text)[name] = value  # alias
    email.mime.audio.MIMEAudio(text)[name] = value  # alias
    email.mime.base.MIMEBase("a", "b")[name] = value  # alias
    email.mime.image.MIMEImage(text)[name] = value  # alias
    email.mime.message.MIMEMessage(text)[name] = value  # alias
    email.mime.multipart.MIMEMultipart()[name] = value  # alias
    email.mime.nonmultipart.MIMENonMultipart("a", "b")[name] = value  # alias
    email.mime.text.MIMEText(text)[name] = value  # alias


def read(text, stream, name):
    letter = email.message_from_string(text)  # pass
    letter.get(name)  # alias; pass
    letter.get_all(name)  # pass
    letter.get_filename()  # pass
    letter.get_payload()  # pass
    letter.items()  # pass
    letter.walk()  # pass
    email.message_from_bytes(text).get(name)  # pass; alias
    email.message_from_file(stream).get(name)  # pass; alias
    email.message_from_binary_file(stream).get(name)  # pass; alias
    email.parser.Parser().parse(stream).get(name)  # pass; alias
    email.parser.Parser().parsestr(text).get(name)  # pass; alias
    email.parser.BytesParser().parse(stream).get(name)  # pass; alias
    email.parser.BytesParser().parsebytes(text).get(name)  # pass; alias


def write_modern(text):
    letter = email.message.EmailMessage()
    letter.set_content(text)  # pass
    letter.set_content(text, subtype="html")  # sink: html
    letter.add_alternative(text, subtype="html")  # sink: html; pass
    letter.add_attachment(text)  # pass
    letter.as_bytes()  # clean: email
    letter.as_string()  # clean: email


def heads(text):
    email.header.Header(text)  # pass
    email.header.decode_header(text)  # pass
    email.header.make_header(text)  # pass
    email.utils.formataddr(text)  # pass
    email.utils.getaddresses([text])  # pass
    email.utils.parseaddr(text)  # pass
    email.utils.quote(text)  # pass
    email.utils.unquote(text)  # pass
    email.utils.formatdate()  # pass
    email.utils.make_msgid()  # pass
    email.utils.parsedate(text)  # pass
    email.utils.parsedate_to_datetime(text)  # pass
    email.utils.parsedate_tz(text)  # pass
