"""The API for people: a page that lists what can be asked, made from the description that programs read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from policyscan.workbench.render import show

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a question takes, in words."""

    name: str
    says: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the API: what it does, what it takes, and the name of what it gives."""

    method: str
    path: str
    summary: str
    says: str
    parameters: tuple[Parameter, ...]
    gives: str

    @property
    def can_be_opened(self) -> bool:
        """Whether a browser can open it as it stands."""
        return self.method == "GET" and not any(parameter.is_needed for parameter in self.parameters)


@router.get("/api", include_in_schema=False)
def api(request: Request) -> HTMLResponse:
    """What can be asked under /api, in words."""
    found = tuple(endpoints(request.app.openapi()))
    return show(request, "api.jinja", here="", endpoints=found, base=str(request.base_url).rstrip("/"))


def endpoints(description: Mapping[str, Any]) -> Iterator[Endpoint]:
    """The addresses of an OpenAPI description, in its order."""
    schemas = description.get("components", {}).get("schemas", {})
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            given = [_parameter(item) for item in operation.get("parameters", ())]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            if body:
                given += _fields(schemas[_reference(body)])
            answer = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
            yield Endpoint(
                method=method.upper(),
                path=path,
                summary=operation.get("summary", ""),
                says=operation.get("description", ""),
                parameters=tuple(given),
                gives=_reference(answer.get("schema", {})),
            )


def _parameter(item: Mapping[str, Any]) -> Parameter:
    return Parameter(item["name"], _says(item["schema"], item.get("description", "")), bool(item.get("required")))


def _fields(schema: Mapping[str, Any]) -> list[Parameter]:
    needed = schema.get("required", ())
    return [
        Parameter(name, _says(field, field.get("description", "")), name in needed)
        for name, field in schema["properties"].items()
    ]


def _says(schema: Mapping[str, Any], description: str) -> str:
    """A parameter's description, with its limits and what it is by default."""
    parts = [description or str(schema.get("description", ""))]
    if "minimum" in schema and "maximum" in schema:
        parts.append(f"{schema['minimum']:g} to {schema['maximum']:g}.")
    if schema.get("default") not in (None, ""):
        parts.append(f"By default {schema['default']}.")
    return " ".join(filter(None, parts))


def _reference(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
