"""A wrong setting stops the program at start, with one line per fault that names the variable and the rule."""

import subprocess

import pytest

from guiche.servers.responder import parameters, settings_of

LONG = "0123456789abcdefghijklmnopqrstuvwxyz"
WRONG = {
    "ENVIRONMENT": ["staging", "Production"],
    "DATABASE_URL": ["postgres://u:p@h/db", "mariadb://", "x", "mariadb://u:p@h:0/db", "mariadb://u:p@h:x/db"],
    "SECRET_KEY": ["", "short", "a" * 40, "abcdefghi" * 5, "changeme-changeme-changeme-changeme", "your-secret-key-your-secret-key-0123"],
    "SECRET_KEY_PREVIOUS": ["short", "a" * 40],
    "ALGORITHM": ["RS256", "none", "hs256"],
    "ACCESS_TOKEN_EXPIRE_MINUTES": ["0", "-1", "x", "1.5"],
    "REFRESH_TOKEN_EXPIRE_DAYS": ["0", "x"],
    "REGISTRATION": ["ajar"],
    "BCRYPT_COST": ["3", "32", "x"],
    "MAX_FILE_SIZE": ["0", "-5", "5MB"],
    "COUNTRY": ["BRA", "ZZ", "B", "55"],
    "CURRENCY": ["R$", "brl", "REAL", "12"],
    "TIMEZONE": ["Mars/Olympus", "../../etc/passwd", "UTC+3x"],
    "CORS_ORIGINS": ["front.example", "*", "https://a.example/path"],
    "LOG_LEVEL": ["loud"],
    "DEFAULT_LOCALE": ["fr"],
    "PUBLIC_URL": ["localhost", "ftp://x"],
    "PASSWORD_BLOCKLIST": ["/nothing/here"],
}


def start(instance, **settings):
    """The end of a responder started with these settings, for one request as CGI."""
    environment, program = settings_of(instance)
    environment.update(parameters("GET", "/health"))
    environment.update(settings)
    return subprocess.run([program], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize("name, value", [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_stops_the_start_and_names_its_variable(instance, name, value):
    done = start(instance, **{name: value})
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if name in line]
    assert len(lines) >= 1 and len(lines[0]) > len(name) + 10, done.stderr


def test_every_fault_has_a_line(instance):
    done = start(instance, ENVIRONMENT="staging", ALGORITHM="RS256", BCRYPT_COST="x", TIMEZONE="Mars/Olympus", SECRET_KEY="short")
    for name in ("ENVIRONMENT", "ALGORITHM", "BCRYPT_COST", "TIMEZONE", "SECRET_KEY"):
        assert sum(name in line for line in done.stderr.splitlines()) >= 1, done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRET_KEY_PREVIOUS"])
def test_a_secret_is_never_printed(instance, name):
    done = start(instance, **{name: "Sup3rSecr3t"})
    assert done.returncode != 0
    assert "Sup3rSecr3t" not in done.stdout + done.stderr


def test_a_database_password_is_never_printed(instance):
    done = start(instance, DATABASE_URL="mariadb://u:Sup3rSecr3t@h:x/db")
    assert done.returncode != 0 and "Sup3rSecr3t" not in done.stdout + done.stderr


@pytest.mark.parametrize("cost", ["4", "9"])
def test_production_refuses_cheap_hashes(instance, cost):
    assert "BCRYPT_COST" in start(instance, ENVIRONMENT="production", BCRYPT_COST=cost).stderr
    assert start(instance, ENVIRONMENT="production", BCRYPT_COST="10").returncode == 0


def test_the_key_has_an_older_name_too(instance):
    environment, program = settings_of(instance)
    environment.update(parameters("GET", "/health"))
    environment["JWT_SECRET_KEY"] = environment.pop("SECRET_KEY")
    done = subprocess.run([program], env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr


def test_a_file_supplies_settings_missing_from_the_environment(instance, folder):
    environment, program = settings_of(instance)
    environment.update(parameters("GET", "/health"))
    file = folder / "some.env"
    file.write_text(f'# comment\n\nSECRET_KEY="{environment.pop("SECRET_KEY")}"\nALGORITHM=RS256\n')
    environment.update(GUICHE_ENV_FILE=str(file), ALGORITHM="HS384")
    done = subprocess.run([program], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("arguments", [["--threads", "0"], ["--threads", "x"], ["--serve", "tea"], ["--nothing"], ["--socket"]], ids=str)
def test_a_wrong_command_line_is_reported(instance, arguments):
    environment, program = settings_of(instance)
    done = subprocess.run([program, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    assert done.returncode != 0 and done.stderr.strip()
    assert len(done.stderr.splitlines()) < 30


def test_help_says_how_it_is_started(instance):
    environment, program = settings_of(instance)
    done = subprocess.run([program, "--help"], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("--threads", "--socket", "--serve"))
