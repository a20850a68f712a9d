"""500 posts of five kinds of robots and 200 of people, each from an address of its own, to one form with the standard guard."""

import itertools
import random
import statistics
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from requests.adapters import HTTPAdapter

from guiche import people, spam
from guiche.client import expect

FORMS = "/api/v1/forms"
QUARANTINE = "/api/v1/quarantine"
AD = "Cheap offers: http://a.example http://b.example http://c.example http://d.example"
OF_A_KIND, PERSONS = 100, 200
# Answers that come one after another differ by less than this on a busy machine, in part of the median.
TIME_SHARE = 0.25
_addresses = itertools.count(1)


class From(HTTPAdapter):
    """Connections that leave from an address of this host that no one has used."""

    def init_poolmanager(self, *arguments, **options):
        number = next(_addresses)
        super().init_poolmanager(*arguments, source_address=(f"127.9.{number >> 8}.{number & 255}", 0), **options)


def sender():
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", From())
    return session


@pytest.fixture
def form(instance, make_form):
    """A form with the guard that forms have; what was sent from these addresses before is forgotten."""
    spam.forget(instance)
    return make_form(fields=[*people.FORM_FIELDS, {"field": "message"}])


def said(**more):
    return {"name": "Ana Souza", "email": people.email(), "website": "", "message": f"Olá, {people.token()}", **more}


def robots(instance, form):
    """What each kind sends, by kind; each kind comes from one address, and says the same."""
    used = spam.stamp(instance, form=form["slug"])
    public = f"{instance.url}{FORMS}/{form['slug']}/public"

    def hasty():
        return {"stamp": requests.get(public, timeout=20).json()["stamp"]["value"], "message": AD}
    return used, {
        "bare": lambda: {"message": AD},
        "replay": lambda: used,
        "no proof": lambda: {**spam.stamp(instance, form=form["slug"], bits=0), "message": AD},
        "hasty": hasty,
        "trap": lambda: {**spam.stamp(instance, form=form["slug"]), "website": "http://spam.example"},
    }


def persons(instance, form):
    """What people send: with scripts, without, by what the browser fills in, slowly, and in the order of a screen reader."""
    def stamp(**how):
        return spam.stamp(instance, form=form["slug"], **how)
    return {
        "scripts": stamp,
        "no scripts": lambda: stamp(bits=0),
        "autofill": lambda: stamp(age=3.2),
        "slow": lambda: stamp(age=23 * 3600),
        "screen reader": lambda: dict(reversed({**said(), **stamp()}.items())),
    }


def kept(staff, ids):
    """Which of some submissions are in quarantine."""
    return {id for id in ids if staff.get(f"{QUARANTINE}/{id}").status_code == 200}


@pytest.mark.slow
def test_no_robot_becomes_a_lead_and_no_person_is_put_aside(instance, agent, form):
    address = f"{instance.url}{FORMS}/{form['slug']}/submissions"
    used, kinds = robots(instance, form)
    expect(requests.post(address, data=said(**used), timeout=20), 201)
    posts = []
    for kind, make in kinds.items():
        robot = sender()
        posts += [(kind, robot, make) for _ in range(OF_A_KIND)]
    ways = persons(instance, form)
    for number, way in zip(range(PERSONS), itertools.cycle(ways)):
        posts.append((way, sender(), ways[way]))
    random.Random(1).shuffle(posts)

    def post(kind, session, make):
        return kind, session.post(address, data=said(**make()), timeout=30)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda each: post(*each), posts))
    assert len(answers) == 5 * OF_A_KIND + PERSONS
    shapes = {(answer.status_code, frozenset(answer.headers), tuple(answer.json())) for _, answer in answers}
    assert len(shapes) == 1, shapes
    aside = kept(agent, [answer.json()["id"] for _, answer in answers])
    among = {kind: sum(answer.json()["id"] not in aside for each, answer in answers if each == kind) for kind in [*kinds, *ways]}
    assert {kind: among[kind] for kind in ways} == {way: PERSONS // len(ways) for way in ways}
    assert {kind: among[kind] for kind in kinds if kind != "bare"} == {kind: 0 for kind in kinds if kind != "bare"}
    # A bare call passes by itself: what it says puts it aside here.
    assert among["bare"] == 0


@pytest.mark.slow
def test_the_answers_take_the_same_time(instance, form):
    """In turns, so that whatever else the machine does touches both."""
    address = f"{instance.url}{FORMS}/{form['slug']}/submissions"
    times = {"": [], "x": []}
    person = requests.Session()
    for number in range(120):
        for trap, taken in times.items():
            answer = person.post(address, data=said(website=trap, **spam.stamp(instance, form=form["slug"], bits=0)), timeout=20)
            assert answer.status_code == 201
            if number >= 20:
                taken.append(answer.elapsed.total_seconds())
    accepted, aside = (statistics.median(taken) for taken in times.values())
    assert abs(aside - accepted) < TIME_SHARE * accepted + 0.001, (accepted, aside)
