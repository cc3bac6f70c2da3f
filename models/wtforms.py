"""Proof of wtforms.toml."""

import wtforms
import wtforms.fields
import wtforms.fields.core
import wtforms.fields.html5
import wtforms.fields.simple
import wtforms.form
import wtforms.widgets
import wtforms.widgets.core


class ItemForm(wtforms.Form):
    name = wtforms.StringField()
    text = wtforms.TextAreaField()  # alias
    line = wtforms.TextField()  # alias
    password = wtforms.PasswordField()  # alias
    hidden = wtforms.HiddenField()  # alias
    search = wtforms.SearchField()  # alias
    phone = wtforms.TelField()  # alias
    link = wtforms.URLField()  # alias
    mail = wtforms.EmailField()  # alias
    color = wtforms.ColorField()  # alias
    old_mail = wtforms.fields.html5.EmailField()  # alias
    old_link = wtforms.fields.html5.URLField()  # alias
    old_phone = wtforms.fields.html5.TelField()  # alias
    old_search = wtforms.fields.html5.SearchField()  # alias
    simple_name = wtforms.fields.simple.StringField()  # alias
    simple_text = wtforms.fields.simple.TextAreaField()  # alias
    core_name = wtforms.fields.core.StringField()  # alias
    other_name = wtforms.fields.StringField()  # alias
    several = wtforms.FieldList(wtforms.StringField())
    inner = wtforms.FormField(wtforms.Form)
    upload = wtforms.FileField()
    uploads = wtforms.MultipleFileField()


def read(target):
    form = ItemForm()
    form.name.data.lower()  # source: remote
    str(form.name.raw_data)  # source: remote
    form.text.data.lower()  # source: remote
    form.line.data.lower()  # source: remote
    form.password.data.lower()  # source: remote
    form.hidden.data.lower()  # source: remote
    form.search.data.lower()  # source: remote
    form.phone.data.lower()  # source: remote
    form.link.data.lower()  # source: remote
    form.mail.data.lower()  # source: remote
    form.color.data.lower()  # source: remote
    form.old_mail.data.lower()  # source: remote
    form.old_link.data.lower()  # source: remote
    form.old_phone.data.lower()  # source: remote
    form.old_search.data.lower()  # source: remote
    form.simple_name.data.lower()  # source: remote
    form.simple_text.data.lower()  # source: remote
    form.core_name.data.lower()  # source: remote
    form.other_name.data.lower()  # source: remote
    str(form.several.data)  # source: remote
    str(form.inner.data)  # source: remote
    form.upload.data.save(target)  # source: remote; alias
    for upload in form.uploads.data:  # source: remote
        upload.save(target)  # alias
    str(form.data)  # source: remote
    form.data.items()  # source: remote; pass
    form.data.iteritems()  # source: remote; pass
    form.data.keys()  # source: remote; pass


def checked(item):
    form = ItemForm()
    form.validate()  # pass
    form.populate_obj(item)  # pass; role
    wtforms.form.Form().populate_obj(item)  # alias; pass; role


def drawn(text):
    wtforms.widgets.HTMLString(text)  # sink: html
    wtforms.widgets.core.HTMLString(text)  # sink: html


def wrong(target):
    return ItemForm(target).errors  # pass
