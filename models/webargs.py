"""Proof of webargs.toml."""

import webargs.flaskparser
import webargs.flaskparser.parser


def parsed():
    webargs.flaskparser.parser.parse()  # source: remote
    webargs.flaskparser.FlaskParser().parse()  # source: remote


def views():
    @webargs.flaskparser.use_args({})  # entry: remote
    def first(arguments):
        return arguments
    
    @webargs.flaskparser.use_kwargs({})  # entry: remote
    def second(name):
        return name
    
    @webargs.flaskparser.parser.use_args({})  # entry: remote
    def third(arguments):
        return arguments
    
    @webargs.flaskparser.parser.use_kwargs({})  # entry: remote
    def fourth(name):
        return name
    
    return first, second, third, fourth
