"""The READMEs: their lines run as printed, and what they name exists."""

import re
import subprocess

import pytest

from guiche.instance import PROJECT, running

READMES = ["README.md", "Sources/README.md", "scripts/README.md", "nginx/README.md", "Tests/README.md", "Tests/Benchmark/README.md", "Tests/Host/README.md",
           "Tests/Deploy/README.md", "scripts/shared-hosting/README.md", "scripts/monitoring/README.md"]
# The status of each request of the tour, in the order of its lines.
TOUR = [201, 200, 200, 200, 200, 201, 200, 422]
BY_HAND = [409, 200, 200, 201, 201, 200, 201, 201, 201, 200, 201, 201, 200, 202, 202, 200]
# Where a file that a README names may be.
ROOTS = ["", "Sources", "nginx", "nginx/html", "nginx/html/assets/app", "nginx/html/assets/app/js"]


def text(name):
    return (PROJECT / name).read_text()


def shell_lines(name):
    return "\n".join(re.findall(r"^```sh\n(.*?)^```$", text(name), re.M | re.S))


def anchors(name):
    titles = re.findall(r"^#+ (.*)$", text(name), re.M)
    return {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.fixture(scope="module")
def toured(folder):
    with running(folder / "tour") as instance:
        yield instance


def test_the_tours_run_as_printed(toured, tmp_path):
    (tmp_path / "var").symlink_to(toured.state)
    lines = shell_lines("README.md").replace("scripts/run --detach", "") + shell_lines("Tests/README.md")
    lines = lines.replace("localhost:8443", f"localhost:{toured.tls_port}").replace("/tmp/", f"{tmp_path}/")
    each = 'curl() { command curl -w "%{stderr}status %{http_code}\\n" "$@"; }\n'
    done = subprocess.run(["bash", "-c", each + lines], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    statuses = [int(status) for status in re.findall(r"^status (\d+)$", done.stderr, re.M)]
    assert statuses == TOUR + BY_HAND, done.stdout
    assert "same\n" in done.stdout
    assert (tmp_path / "leads.csv").read_text().count("ada@example.com") == 0, "she is a customer now"


@pytest.mark.parametrize("name", READMES)
def test_links_and_pictures_lead_somewhere(name):
    for link in re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", text(name)):
        assert link == "" or (PROJECT / name).parent.joinpath(link).exists(), link
    for link, anchor in re.findall(r"\]\(([^)#]*)#([^)]+)\)", text(name)):
        target = (PROJECT / name).parent.joinpath(link).resolve().relative_to(PROJECT) if link else name
        assert anchor in anchors(str(target)), (link, anchor)


@pytest.mark.parametrize("name", READMES)
def test_commands_and_their_options_exist(toured, name):
    usages = {}
    for script, arguments in re.findall(r"(?<![\w/])scripts/([a-z-]+)((?:[ ][^\s`|();,]+)*)", text(name)):
        if (PROJECT / "scripts" / script).is_dir():
            continue
        command = (script, *arguments.split()[:1]) if script == "guichectl" else (script,)
        if command not in usages:
            asked = [PROJECT / "scripts" / script, "--help"]
            done = toured.guichectl(*command[1:], "--help") if script == "guichectl" else subprocess.run(
                asked, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, (command, done.stderr)
            usages[command] = done.stdout
        for option in re.findall(r"(?<=\s)--[a-z][a-z-]+", arguments.split(" -- ")[0]):
            assert option in usages[command], (command, option)


@pytest.mark.parametrize("name", ["Sources/README.md", "nginx/README.md"])
def test_named_files_exist(name):
    files = re.findall(r"`((?:[\w-]+/)*[\w+-]+\.(?:swift|conf|lua|js))`", text(name))
    assert files
    for file in files:
        assert any((PROJECT / root / file).exists() for root in ROOTS), file


def test_the_front_door_is_short():
    assert len(text("README.md").splitlines()) <= 120
