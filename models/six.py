"""Proof of six.toml."""

import future.moves
import six
from six.moves import (
    BaseHTTPServer,
    CGIHTTPServer,
    SimpleHTTPServer,
    StringIO,
    UserDict,
    UserList,
    UserString,
    _thread,
    builtins,
    configparser,
    cPickle,
    cStringIO,
    email_mime_multipart,
    email_mime_text,
    filter,
    filterfalse,
    getcwd,
    getoutput,
    http_client,
    http_cookies,
    input,
    intern,
    map,
    queue,
    range,
    reduce,
    shlex_quote,
    socketserver,
    urllib,
    urllib_parse,
    urllib_robotparser,
    xmlrpc_client,
    xmlrpc_server,
    xrange,
    zip,
    zip_longest,
)


def work(name):
    return name


class MovedPages(BaseHTTPServer.BaseHTTPRequestHandler):  # alias
    def do_GET(self):
        return self.path


class MovedFiles(SimpleHTTPServer.SimpleHTTPRequestHandler):  # alias
    def do_GET(self):
        return self.path


class MovedScripts(CGIHTTPServer.CGIHTTPRequestHandler):  # alias
    def do_GET(self):
        return self.path


class MovedEcho(socketserver.StreamRequestHandler):  # alias
    def handle(self):
        return self.rfile.readline()


def moved_modules(address, text, name):
    urllib.parse.quote(text)  # alias
    urllib_parse.quote(text)  # alias
    urllib_robotparser.RobotFileParser(address)  # alias
    builtins.eval(text)  # alias
    cPickle.loads(text)  # alias
    configparser.ConfigParser().read_string(text)  # alias
    future.moves.configparser.ConfigParser().read_string(text)  # alias
    queue.Queue().put(text)  # alias
    http_client.HTTPConnection(address)  # alias
    http_cookies.SimpleCookie(text)  # alias
    xmlrpc_client.ServerProxy(address)  # alias
    xmlrpc_server.SimpleXMLRPCServer(("", 8000)).register_function(work)  # alias
    email_mime_text.MIMEText(text)  # alias
    email_mime_multipart.MIMEMultipart()["Subject"] = text  # alias
    _thread.start_new_thread(work, (name,))  # alias
    UserDict.UserDict().get(name)  # alias
    UserList.UserList().pop()  # alias
    UserString.UserString(text).upper()  # alias


def moved_functions(text, values):
    input("> ")  # alias
    map(work, values)  # alias
    filter(work, values)  # alias
    zip(values, values)  # alias
    range(text)  # alias
    xrange(text)  # alias
    reduce(work, values)  # alias
    intern(text)  # alias
    getcwd()  # alias
    getoutput(text)  # alias
    shlex_quote(text)  # alias
    filterfalse(work, values)  # alias
    zip_longest(values, values)  # alias
    StringIO(text).read()  # alias
    cStringIO(text).read()  # alias


def own_names(text, values):
    six.StringIO(text).read()  # alias
    six.BytesIO(text).read()  # alias
    six.text_type(text).format(text)  # alias
    six.binary_type(text)  # alias
    six.unichr(text)  # alias
    six.next(values)  # alias
    six.wraps(work)(text)  # alias
    six.b(text)  # pass
    six.u(text)  # pass
    six.ensure_binary(text)  # pass
    six.ensure_str(text)  # pass
    six.ensure_text(text)  # pass
    six.iteritems(values)  # pass
    six.viewitems(values)  # pass
    six.itervalues(values)  # pass
    six.viewvalues(values)  # pass
    six.iterkeys(values)  # pass
    six.viewkeys(values)  # pass
    six.add_metaclass(type)(work)  # pass
    six.python_2_unicode_compatible(work)  # pass
    six.exec_(text)  # sink: code


def fail(error):
    if error:
        six.reraise(type(error), error)  # exit
    six.raise_from(error, None)  # exit
