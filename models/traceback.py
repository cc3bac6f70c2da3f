"""Proof of traceback.toml."""

import traceback


def traces(error):
    traceback.format_exc()  # source: exception
    traceback.format_exception(error)  # source: exception
    traceback.format_exception_only(error)  # source: exception
    traceback.format_last()  # source: exception
    traceback.format_list([])  # source: exception
    traceback.format_stack()  # source: exception
    traceback.format_tb(error.__traceback__)  # source: exception
    traceback.TracebackException(None, error, None).format()  # source: exception
    traceback.TracebackException.from_exception(error).format()  # source: exception
