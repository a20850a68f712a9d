"""GET /api/v1/leads?search=…: words by their beginnings, case and accents aside, numbers by their digits."""

import random
import threading

import pytest

from guiche import people
from guiche.client import expect

LEADS = "/api/v1/leads"


@pytest.fixture(scope="module")
def crowd(agent):
    """Four leads whose words no other has."""
    mark = people.token(8)
    number = f"{random.randrange(10**7):07d}"
    said = {
        "jose": {"name": f"José {mark}Conceição Li", "email": f"ze.{mark}@mail.{mark}.example"},
        "ana": {"name": f"Ana-Maria {mark}Souza", "email": f"{people.token()}@example.com", "business_name": f"The {mark}Padaria & Filhos"},
        "phone": {"name": f"Nobody {mark}", "phone": f"+55119{number}8"},
        "signs": {"name": f"Perc {mark}100%_|x", "email": people.email()},
    }
    leads = {name: expect(agent.post(LEADS, json=lead), 201)["lead"]["id"] for name, lead in said.items()}
    return {"mark": mark, "number": number, "ids": leads}


def found(agent, text, **parameters):
    return [lead["id"] for lead in expect(agent.get(LEADS, params={"search": text, **parameters}), 200)["items"]]


@pytest.mark.parametrize("text, wanted", [
    ("{mark}conceicao", ["jose"]), ("{mark}CONCEIÇÃO josé", ["jose"]), ("li {mark}con", ["jose"]), ("jose {mark}souza", []),
    ("ze.{mark}@mail", ["jose"]), ("ZE.{mark}@MAIL.{mark}.EXAMPLE", ["jose"]), ("mail.{mark}.example", ["jose"]), ("{mark}padaria the", ["ana"]),
    ("maria {mark}", ["ana"]), ("({mark}souza)", ["ana"]), ("9{number}8", ["phone"]), ("119{number}8", ["phone"]), ("+55 (11) 9{number}-8", ["phone"]),
    ("011 9{number}8", ["phone"]), ("{mark}100%_|x", ["signs"]), ("{mark}1000", []), ("{mark}100%_%", ["signs"]), ("00%_|x", ["signs"]),
    ("+{mark}padaria* -the", ["ana"]), ('"{mark}souza" AND', []), ("{mark}souza*", ["ana"]),
])
def test_a_search_takes_beginnings_of_words_and_numbers_without_their_signs(agent, crowd, text, wanted):
    text = text.format(**crowd)
    ids = [crowd["ids"][name] for name in wanted]
    assert [lead for lead in found(agent, text, page_size=100) if lead in crowd["ids"].values()] == ids
    if crowd["mark"] in text:
        assert found(agent, text) == ids


@pytest.mark.parametrize("stored, searches", [
    ("O’{mark}x", ["O'{mark}x", "O´{mark}x", "O{mark}x", "{mark}x", "o`{mark}"]), ("D'{mark}y", ["D’{mark}y", "DʼMARK", "d{mark}y"]),
    ("Pi‑{mark}z", ["Pi-{mark}z", "Pi {mark}z", "Pi{mark}z", "Pi–{mark}z"]), ("Al{mark}w", ["Al-{mark}w", "al−{mark}"]),
])
@pytest.mark.parametrize("kind", ["leads", "customers"])
def test_apostrophes_and_hyphens_are_all_the_same_and_may_be_left_out(agent, kind, stored, searches):
    mark = people.token(8)
    name = "Zeno " + stored.format(mark=mark)
    if kind == "leads":
        target, record, items = LEADS, expect(agent.post(LEADS, json={"name": name, "email": people.email()}), 201)["lead"]["id"], "items"
    else:
        target, record, items = "/api/v1/customers", expect(agent.post("/api/v1/customers", json=people.customer(name=name)), 201)["customer"]["id"], "customers"
    for search in [stored.format(mark=mark)] + [each.format(mark=mark).replace("MARK", mark) for each in searches]:
        listed = expect(agent.get(target, params={"search": search}), 200)[items]
        assert [each["id"] for each in listed] == [record], search


def cnpj():
    """An alphanumeric CNPJ, of letters but for its two check digits: a character counts as its ASCII code less 48, the sum modulo 11."""
    number = "".join(random.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(12))
    for weights in ([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]):
        rest = sum((ord(character) - 48) * weight for character, weight in zip(number, weights)) % 11
        number += str(0 if rest < 2 else 11 - rest)
    return number


def test_a_document_of_letters_is_found_with_and_without_its_signs(agent):
    number = cnpj()
    signs = f"{number[:2]}.{number[2:5]}.{number[5:8]}/{number[8:12]}-{number[12:]}"
    customer = expect(agent.post("/api/v1/customers", json=people.customer(document=signs)), 201)["customer"]
    for search in (number, signs, number.lower(), signs.lower()):
        listed = expect(agent.get("/api/v1/customers", params={"search": search}), 200)["customers"]
        assert [each["id"] for each in listed] == [customer["id"]], search


def test_a_part_within_a_word_is_found_among_the_newest(agent, crowd):
    assert found(agent, crowd["mark"][1:] + "Padar") == [crowd["ids"]["ana"]]


def test_new_values_are_found_immediately_and_old_values_are_not(agent, admin):
    first, second = people.token(), people.token()
    lead = expect(agent.post(LEADS, json={"name": f"Ana {first}", "email": people.email()}), 201)["lead"]
    assert found(agent, first) == [lead["id"]]
    expect(agent.patch(f"{LEADS}/{lead['id']}", json={"last_name": second}), 200)
    assert found(agent, second) == [lead["id"]]
    assert found(agent, first) == []
    expect(admin.delete(f"{LEADS}/{lead['id']}"), 204)
    assert found(agent, second) == []


def test_concurrent_searches_and_submissions_lose_no_lead(agent):
    mark = people.token()
    emails, faults = [], []

    def write(part):
        for number in range(15):
            email = f"{mark}.{part}.{number}@example.com"
            answer = agent.post(LEADS, json={"name": f"Ana {mark}", "email": email})
            if answer.status_code != 201:
                faults.append(answer.text)
            elif expect(agent.get(LEADS, params={"search": email}), 200)["total"] != 1:
                faults.append(email)
            emails.append(email)

    threads = [threading.Thread(target=write, args=(part,)) for part in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    body = expect(agent.get(LEADS, params={"search": f"ana {mark}", "page_size": 100, "sort_by": "email", "sort_desc": "false"}), 200)
    assert [lead["email"] for lead in body["items"]] == sorted(emails)
    assert body["total"] == len(emails)
