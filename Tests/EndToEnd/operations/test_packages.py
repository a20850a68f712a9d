"""What scripts/package builds. Tests/Deploy installs it on a booting host."""

import gzip
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from guiche.instance import PROJECT

PROGRAMS = ["guiche-responder", "guiche-worker", "guichectl"]


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=300, **options)


def package(output, *arguments):
    return run(PROJECT / "scripts" / "package", "--output", output, "--quick", *arguments, cwd="/")


def fields(file):
    text = run("dpkg-deb", "--field", file).stdout
    return dict(re.findall(r"^([A-Za-z-]+): (.*)$", text, re.M))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The two packages' files, by name, and the trees that they unpack to."""
    output = tmp_path_factory.mktemp("packages")
    done = package(output, "--version", "7.1+git9.0123abc")
    assert done.returncode == 0, done.stderr
    files = {pathlib.Path(line).name.partition("_")[0]: pathlib.Path(line) for line in done.stdout.splitlines() if line.endswith(".deb")}
    assert set(files) == {"guiche", "guiche-server"} and all(file.parent == output for file in files.values())
    trees = {}
    for name, file in files.items():
        trees[name] = output / name
        assert run("dpkg-deb", "--raw-extract", file, trees[name]).returncode == 0
    return files, trees


@pytest.mark.parametrize("words, message", [
    (("--output",), "--output needs a value"), (("--version", "one two"), "not a version"), (("--vers",), "unknown argument --vers"),
])
def test_a_wrong_command_line_is_refused_in_one_line(words, message):
    done = run(PROJECT / "scripts" / "package", *words)
    assert done.returncode != 0 and message in done.stderr and len(done.stderr.splitlines()) == 1


def test_the_control_fields_name_what_programs_and_scripts_use(built):
    files, _ = built
    programs, server = fields(files["guiche"]), fields(files["guiche-server"])
    assert programs["Version"] == server["Version"] == "7.1+git9.0123abc"
    assert programs["Architecture"] == run("dpkg", "--print-architecture").stdout.strip() and server["Architecture"] == "all"
    listed = run("bash", "-c", f"source {PROJECT}/scripts/lib/common.sh; source {PROJECT}/scripts/lib/packages.sh; "
                 'echo "${program_packages[*]}"; echo "${server_packages[*]} ${host_packages[*]}"').stdout.splitlines()
    for control, names in ((programs, listed[0]), (server, listed[1])):
        depends = re.findall(r"[a-z0-9.+-]+(?= \(|,|$)", control["Depends"])
        assert set(names.split()) <= set(depends), control["Depends"]
    assert re.search(r"\blibc6 \(>= ", programs["Depends"]) and "libfcgi" in programs["Depends"] and "libmariadb3" in programs["Depends"]
    assert "guiche (= 7.1+git9.0123abc)" in server["Depends"]


def test_the_default_version_is_that_of_the_programs_and_commits(tmp_path):
    done = package(tmp_path)
    assert done.returncode == 0, done.stderr
    version = run(os.environ["GUICHE_BIN_DIR"] + "/guichectl", "--version").stdout.split()[-1]
    assert re.fullmatch(re.escape(version) + r"\+git[1-9]\d*\.[0-9a-f]{7}", fields(next(tmp_path.glob("guiche_*.deb")))["Version"])


def test_programs_are_stripped_and_run_from_the_package(built):
    folder = built[1]["guiche"] / "usr/lib/guiche/bin"
    assert sorted(file.name for file in folder.iterdir()) == PROGRAMS
    for name in PROGRAMS:
        assert run(folder / name, "--version").stdout.startswith(f"{name} ")
        assert ".symtab" not in run("readelf", "--sections", "--wide", folder / name).stdout


def test_everything_that_an_installation_reads_is_there(built):
    share = built[1]["guiche"] / "usr/share/guiche"
    for folder in ("scripts/migrations", "nginx"):
        ours = {file.relative_to(PROJECT) for file in (PROJECT / folder).rglob("*") if file.suffix in (".sql", ".conf", ".lua", ".html", ".js", ".css")}
        assert ours and all((share / file).is_file() for file in ours)
    assert {file.parent.parent.parent.name for file in share.glob("Sources/*/Mails/en/*.txt")} == {
        file.parent.name for file in PROJECT.glob("Sources/*/Mails")}
    assert list(share.glob("assets/*/swagger-ui/swagger-ui-bundle.js.gz"))
    ours = {file.name for file in (PROJECT / "scripts/monitoring").iterdir()}
    assert {file.name for file in (share / "monitoring").iterdir()} == ours and (share / ".env.example").is_file()
    assert os.access(built[1]["guiche-server"] / "usr/share/guiche/scripts/install", os.X_OK)


def test_no_secret_and_no_setting_of_a_host_is_in_a_package(built):
    for name, tree in built[1].items():
        shipped = [file for file in tree.rglob("*") if file.is_file()]
        assert not [file for file in shipped if file.suffix in (".pem", ".key") or (file.suffix == ".env" and file.name != ".env.example")]
        assert not (tree / "etc/guiche").exists()
        for file in shipped:
            if file.parent.name != "bin":
                content = file.read_bytes()
                assert b"PRIVATE KEY-----\n" not in content, file
                assert not re.search(rb"^(SECRET_KEY|CLIENT_TOKEN|CONFIG_ENCRYPTION_KEY|DATABASE_PASSWORD|SMTP_PASSWORD)=[^$\s]", content, re.M), file
    assert (built[1]["guiche"] / "DEBIAN/conffiles").read_text() == "/etc/logrotate.d/guiche\n"


def test_every_command_has_its_help_in_the_manual(built):
    pages = built[1]["guiche"] / "usr/share/man/man8"
    assert sorted(page.name for page in pages.iterdir()) == [f"{name}.8.gz" for name in PROGRAMS]
    text = gzip.decompress((pages / "guichectl.8.gz").read_bytes()).decode()
    for section in ("user create", "config", "outbox list", "backup", "restore", "restore\\-drill", "validate\\-deploy"):
        assert f"\n.SS {section}\n" in text
    assert "3 to 50 of A\\-Z" in text
    if shutil.which("man"):
        for page in pages.iterdir():
            done = run("man", "--warnings", "--encoding=UTF-8", "--local-file", page, env={**os.environ, "MANWIDTH": "160", "LC_ALL": "C.UTF-8"})
            assert done.returncode == 0 and done.stderr == "", done.stderr


@pytest.mark.parametrize("line, words", [
    (["guichectl", "use"], {"user"}), (["guichectl", "user", "cr"], {"create"}), (["guichectl", "user", "create", "--em"], {"--email"}),
    (["guichectl", "config", "rot"], {"rotate-key"}), (["guichectl", "audit", ""], {"list", "--action", "--actor", "--from", "--to", "--limit", "--json"}),
    (["guichectl", "backup", "--inc"], {"--incomplete"}), (["guichectl", "users", ""], set()),
])
def test_completion_knows_commands_and_options(built, line, words):
    file = built[1]["guiche"] / "usr/share/bash-completion/completions/guichectl"
    done = run("bash", "-c", f'source {file}; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _guichectl; printf "%s\\n" "${{COMPREPLY[@]}}"', "bash", *line)
    assert set(done.stdout.split()) == words, done.stderr


def test_the_command_of_a_package_without_an_installation_is_the_program(built):
    command = built[1]["guiche"] / "usr/sbin/guichectl"
    if not pathlib.Path("/etc/guiche").exists():
        text = command.read_text().replace("/usr/lib/guiche/bin", str(built[1]["guiche"] / "usr/lib/guiche/bin"))
        assert run("bash", "-c", text, "guichectl", "layout").stdout.startswith("pool ")


def test_questions_are_asked_in_both_languages_and_scripts_parse(built):
    control = built[1]["guiche-server"] / "DEBIAN"
    for template in (control / "templates").read_text().strip().split("\n\n"):
        assert "\nDescription: " in template and "\nDescription-pt_BR.UTF-8: " in template, template
    for name in ("config", "postinst", "prerm", "postrm"):
        assert run("sh", "-n", control / name).returncode == 0


def test_lintian_finds_nothing(built):
    done = run("lintian", "--allow-root", "--fail-on", "error,warning", *built[0].values())
    assert done.returncode == 0 and not re.search(r"^[EW]: ", done.stdout, re.M), done.stdout + done.stderr
