"""What pages load: under an address that changes with its content, kept for good, compressed beforehand."""

import posixpath
import re

import pytest

from guiche.client import expect_error

LIBRARIES = ["lib/bootstrap.min.css", "lib/bootstrap.bundle.min.js", "lib/chart.min.js", "lib/icons.svg", "lib/bootstrap-layer.css"]


@pytest.fixture(scope="module")
def version(api):
    return re.search(r'"/assets/(v-[0-9a-f]{12})/', api.get("/").text)[1]


@pytest.mark.parametrize("path", [*LIBRARIES, "guiche.css"])
def test_an_asset_of_this_version_may_be_kept_for_good(api, version, path):
    answer = api.get(f"/assets/{version}/{path}")
    assert answer.status_code == 200 and answer.content
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("prefix, rule", [("v-000000000000/", "no-cache"), ("", "public, max-age=3600")])
def test_any_other_address_of_an_asset_may_not(api, prefix, rule):
    answer = api.get(f"/assets/{prefix}{LIBRARIES[0]}")
    assert answer.headers["Cache-Control"] == rule
    again = api.get(f"/assets/{prefix}{LIBRARIES[0]}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", LIBRARIES)
def test_a_long_asset_is_sent_compressed(api, version, path):
    plain = api.get(f"/assets/{version}/{path}", headers={"Accept-Encoding": "identity"})
    answer = api.get(f"/assets/{version}/{path}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip" and "accept-encoding" in answer.headers["Vary"].lower()
    assert answer.content == plain.content
    assert int(answer.headers["Content-Length"]) < len(plain.content) / 2


def test_a_missing_asset_is_404_in_the_one_form_and_is_not_kept(api, version):
    answer = api.get(f"/assets/{version}/nothing.js")
    expect_error(answer, 404, "NOT_FOUND")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_dashboard_names_all_modules_that_it_begins_with(api, version):
    """Those that the first one imports, itself or by others: none has to wait for another."""
    named = re.findall(rf'<link rel="modulepreload" href="/assets/{version}/app/js/([^"]+)">', api.get("/app/").text)
    needed, waiting = set(), ["main.js"]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            source = api.get(f"/assets/{version}/app/js/{name}").text
            waiting += [posixpath.normpath(f"{posixpath.dirname(name)}/{path}").lstrip("/") for path in re.findall(r"^import .* from '([^']+)';", source, re.M)]
    assert len(needed) > 20 and sorted(named) == sorted(needed)
