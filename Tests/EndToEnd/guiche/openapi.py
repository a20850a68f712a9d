"""The OpenAPI document of an instance."""

VERBS = {"get", "post", "put", "patch", "delete"}


def resolved(document, node):
    """A node, or what its reference leads to."""
    while "$ref" in node:
        target = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def operations(document):
    """Every operation by method and path."""
    return {(verb.upper(), path): operation for path, item in document["paths"].items()
            for verb, operation in item.items() if verb in VERBS}
