"""Proof of pydantic.toml."""

import pydantic


class Order(pydantic.BaseModel):
    note: str


def validated(value):
    pydantic.BaseModel.model_construct(note=value)  # pass
    pydantic.BaseModel.model_validate(value)  # pass
    pydantic.BaseModel.model_validate_json(value)  # pass
    pydantic.BaseModel.model_validate_strings(value)  # pass
    pydantic.BaseModel.parse_file(value)  # pass
    pydantic.BaseModel.parse_obj(value)  # pass
    pydantic.BaseModel.parse_raw(value)  # pass


def dumped(value):
    pydantic.BaseModel(note=value).dict()  # pass
    pydantic.BaseModel(note=value).json()  # pass
    pydantic.BaseModel(note=value).model_dump()  # pass
    pydantic.BaseModel(note=value).model_dump_json()  # pass
    pydantic.BaseModel(note=value).copy()  # pass
    pydantic.BaseModel(note=value).model_copy()  # pass


def adapted(value):
    pydantic.TypeAdapter(list).validate_python(value)  # pass
    pydantic.TypeAdapter(list).validate_json(value)  # pass
