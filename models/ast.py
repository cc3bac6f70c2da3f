"""Proof of ast.toml."""

import ast


def read(text):
    ast.literal_eval(text)  # pass
    tree = ast.parse(text)  # pass
    ast.dump(tree)  # pass
    ast.fix_missing_locations(tree)  # pass
    ast.unparse(tree)  # pass
    ast.walk(tree)  # pass
    compile(text, "<text>", "exec", ast.PyCF_ONLY_AST)  # constant
