"""Schemas of the OpenAPI document as validators."""

from typing import Any

from jsonschema import Draft202012Validator

from triage.settings import Settings
from triage.web.openapi import openapi_document

DOCUMENT = openapi_document(Settings.load({}))


def validator(name: str, *, closed: bool = False) -> Draft202012Validator:
    """A schema of the document; `closed`: fields that it does not name are faults, in every object that names any."""
    schemas = DOCUMENT["components"]["schemas"]
    if closed:
        schemas = {each: _closed(schema) for each, schema in schemas.items()}
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}})


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _closed(each) for key, each in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        inner["additionalProperties"] = False
    return inner
