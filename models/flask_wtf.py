"""Proof of flask_wtf.toml."""

import wtforms
import flask_wtf
import flask_wtf.csrf
import flask_wtf.form
from flask_wtf.file import FileField, MultipleFileField

guard = flask_wtf.CSRFProtect()
other_guard = flask_wtf.csrf.CSRFProtect()


class UploadForm(flask_wtf.FlaskForm):
    upload = FileField()  # alias
    uploads = MultipleFileField()  # alias


class OldForm(flask_wtf.Form):
    pass


class OtherForm(flask_wtf.form.FlaskForm):
    pass


def read(target):
    form = UploadForm()
    form.validate_on_submit()  # pass
    str(form.data)  # alias
    str(OldForm().data)  # alias
    str(OtherForm().data)  # alias
    form.upload.data.save(target)
    for upload in form.uploads.data:
        upload.save(target)


def tokens(token):
    flask_wtf.csrf.generate_csrf()  # pass
    flask_wtf.csrf.validate_csrf(token)  # pass


@guard.exempt  # pass
def open_view():
    return ""


@other_guard.exempt  # pass
def other_open_view():
    return ""


@guard.error_handler  # entry
def refused(reason):
    return reason


@other_guard.error_handler  # entry
def other_refused(reason):
    return reason


def roles(view, app):
    flask_wtf.CSRFProtect(view)  # role
    flask_wtf.csrf.CSRFProtect(view)  # role
    flask_wtf.CSRFProtect().init_app(view)  # role
    flask_wtf.csrf.CSRFProtect().init_app(view)  # role
    flask_wtf.csrf.CsrfProtect(view)  # role
    flask_wtf.csrf.CsrfProtect().init_app(view)  # role
    flask_wtf.CSRFProtect().exempt(view)  # role
    flask_wtf.csrf.CSRFProtect().exempt(view)  # role
    flask_wtf.FlaskForm().validate_on_submit()  # role
    flask_wtf.FlaskForm().validate()  # role
    flask_wtf.form.FlaskForm().validate_on_submit()  # role
    flask_wtf.form.FlaskForm().validate()  # role
    flask_wtf.Form().validate_on_submit()  # role
    flask_wtf.Form().validate()  # role


class C19938(flask_wtf.FlaskForm):  # role
    pass


class C125440(wtforms.Form):  # role
    pass
