"""The pictures of the README, or of every page: `python -m guiche.pages.pictures [--every] FOLDER` (scripts/screenshots)."""

import argparse
import base64
import itertools
import tempfile
import time
from pathlib import Path

from .. import documents, people, whatsapp
from .app import Dashboard
from .browser import Browser
from ..client import expect
from ..instance import CLIENT_TOKENS, Instance
from .places import places

MOST_BYTES = 150 * 1024
NAMES = [
    "Ana Souza", "Bruno Lima", "Carla Dias", "Diego Alves", "Élida Rocha", "Fábio Nunes", "Gabriela Melo", "Heitor Castro",
    "Íris Prado", "João Freitas", "Karina Luz", "Lucas Moura", "Marina Reis", "Nélio Brito", "Olívia Serra", "Paulo Teles"]
FIRMS = ["Padaria Souza", "Oficina Lima", "Clínica Dias", "Alves Engenharia", "Rocha Têxtil", "Nunes & Filhos", "Melo Arquitetura", "Castro Log"]
SOURCES = ["site", "google", "indicação", "feira"]
BANDS = [("0-50k", "1-10"), ("50k-100k", "11-50"), ("100k-500k", "51-200"), ("500k+", "201+")]
POSITIONS = ["Sócia", "Diretor", "Compras", "Analista"]


def fill(instance, manager):
    """Made-up leads in all states, over some weeks, one of them a customer with a ledger: gives the lead and the customer to show."""
    leads = []
    for index, name in enumerate(NAMES):
        invoicing, collaborators = BANDS[index % 4]
        lead = expect(instance.client.post(
            "/api/v1/leads", headers={"X-Client-Token": CLIENT_TOKENS[0]},
            json=people.partner_lead(
                name=name, email=f"{people.token(6)}@exemplo.com.br", business_name=FIRMS[index % 8], business_tracking=SOURCES[index * 7 % 4],
                job_position=POSITIONS[index % 4], invoicing=invoicing, collaborators=collaborators, scheduling_day=people.wall_clock(2 + index))), 201)["lead"]
        leads.append(lead["id"])
    for step, count in [("REACHED_OUT", 11), ("QUALIFIED", 6), ("LOST", 2)]:
        for lead in leads[: count]:
            manager.patch(f"/api/v1/leads/{lead}/status", json={"status": step})
    for lead in leads[2:5]:
        manager.post(f"/api/v1/leads/{lead}/convert")
    for index, lead in enumerate(leads):
        instance.query(
            "UPDATE leads SET created_at = created_at - INTERVAL %s DAY, reached_out_at = reached_out_at - INTERVAL %s DAY + INTERVAL 3 HOUR WHERE id = UNHEX(REPLACE(%s, '-', ''))", (index * index) % 29, (index * index) % 29, lead)
    # How many came in on which day is counted as they come in: once they all are, it is put right.
    instance.guichectl("follow-up")
    instance.query("DELETE FROM lead_days")
    instance.query("INSERT INTO lead_days (day, shard, total) SELECT DATE(created_at), 0, COUNT(*) FROM leads GROUP BY DATE(created_at)")
    shown = expect(instance.client.post(
        "/api/v1/leads", data=people.form_fields(first_name="Rita", last_name="Campos", email="rita@exemplo.com.br", phone=people.phone()),
        files=people.resume(documents.pdf(), "Rita Campos.pdf")), 201)["id"]
    expect(manager.post(f"/api/v1/leads/{shown}/notes", json={"text": "Ligou de volta: prefere ser chamada à tarde."}), 201)
    expect(manager.patch(f"/api/v1/leads/{shown}", json={"status": "REACHED_OUT", "job_position": "Sócia", "invoicing": "100k-500k"}), 200)
    customer = expect(manager.post("/api/v1/customers", json={
        "name": "Padaria Souza Ltda", "email": "contato@padaria.exemplo.com.br", "phone": people.phone(), "document": "11.222.333/0001-81",
        "address": {"street": "Rua das Flores, 10", "city": "Recife", "state": "PE", "zip_code": "50000-000"}}), 201)["customer"]["id"]
    path = f"/api/v1/customers/{customer}"
    expect(manager.post(f"{path}/interactions", json={"interaction_type": "meeting", "notes": "Apresentação da proposta; aprovada."}), 201)
    expect(manager.post(f"{path}/transactions", json={"kind": "charge", "amount": "1500.00", "description": "Implantação"}), 201)
    expect(manager.post(f"{path}/transactions", json={"kind": "payment", "amount": "500.00", "description": "Entrada"}), 201)
    return shown, customer


TALKS = [
    ["Bom dia! Vocês fazem bolo de milho por encomenda?", "Fazemos, sim! Para quantas pessoas?", "Umas 20, para sábado à tarde."],
    ["Oi, Karina! Seu orçamento ficou pronto. Posso enviar por aqui?", "Pode, obrigada!"],
    ["Chegou tudo certinho, obrigado!"],
    ["Bom dia, Bruno! Confirmamos a visita para quinta, às 14h.", "Combinado, até lá."]]


def talk(instance, manager):
    """Made-up conversations: gives the number of the one to show."""
    leads = expect(manager.get("/api/v1/leads", params={"page_size": 30}), 200)["items"]
    numbers = [lead["phone"].removeprefix("+") for lead in leads if lead["phone"]][: len(TALKS)]
    for place, number in enumerate(numbers):
        for index, text in enumerate(TALKS[place]):
            # The first and third speak, and we answer; the others the other way round.
            ours = (index + place) % 2
            whatsapp.arrives(instance, number, text, hours_ago=place * 5 + len(TALKS[place]) - index, **({"direction": "out", "status": "read"} if ours else {}))
    return numbers[0]


README = ["today", "reports", "leads", "board", "lead", "customer", "whatsapp"]
DEVICES = {"desktop": {}, "phone": {"phone": True}, "dark": {"dark": True}, "phone-dark": {"phone": True, "dark": True}}


def pictures(instance, folder, is_every):
    """Takes the pictures of the README, in Portuguese; or those of every page, in a folder of each language."""
    administrator, manager = instance.new_user("admin"), instance.new_user("manager", name="Marta Vieira")
    staff = instance.sign_in(administrator)
    expect(staff.patch("/api/v1/me", json={"name": "Marta Vieira"}), 200)
    lead, customer = fill(instance, staff)
    addresses = {**places(lead, customer), "whatsapp": f"/whatsapp?with={talk(instance, staff)}"}
    folder.mkdir(exist_ok=True)
    browser = Browser(instance.tls_url)
    try:
        if is_every:
            for language, (device, settings) in itertools.product(["en", "pt-BR"], DEVICES.items()):
                (folder / language).mkdir(exist_ok=True)
                take(browser, administrator, addresses, folder / language, device, {"language": language, **settings})
        else:
            shown = {name: addresses[name] for name in README}
            for device in ["desktop", "phone", "dark"]:
                take(browser, manager, shown, folder, device, {"language": "pt-BR", **DEVICES[device]})
    finally:
        browser.quit()


def take(browser, user, addresses, folder, device, settings):
    """Takes the form and pages of the dashboard on one device."""
    browser.reset()
    browser.emulate(calm=True, **settings)
    browser.visit("/")
    browser.shown("form")
    keep(browser, folder / f"form-{device}.png")
    app = Dashboard(browser).sign_in(user)
    for page, address in addresses.items():
        app.go(address)
        if page == "reports":
            browser.wait(lambda: browser.script("return Boolean(window.Chart && Chart.getChart(document.querySelector('canvas')))"))
        if page == "lead":
            browser.wait(lambda: browser.all("#timeline .story-entry"))
        time.sleep(0.5)  # Pictures and charts settle.
        keep(browser, folder / f"{page}-{device}.png")


def keep(browser, path):
    """What a person sees at first, small enough for a repository."""
    browser.script("scrollTo(0, 0); document.activeElement.blur(); document.querySelectorAll('.news').forEach(each => each.remove())")
    for scale in itertools.count(0):
        picture = browser.cdp("Page.captureScreenshot", format="png", clip=clip(browser, 1 - scale * 0.15))
        content = base64.b64decode(picture["data"])
        if len(content) <= MOST_BYTES:
            path.write_bytes(content)
            return


def clip(browser, scale):
    size = browser.cdp("Page.getLayoutMetrics")["cssLayoutViewport"]
    # A phone's picture has two device pixels a point; half of them will do.
    ratio = browser.script("return devicePixelRatio")
    return {"x": 0, "y": 0, "width": size["clientWidth"], "height": size["clientHeight"], "scale": scale / ratio * (1.25 if ratio > 1 else 1)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guiche-") as state:
        Path(state).chmod(0o755)
        instance = Instance(Path(state) / "pictures", DEFAULT_LOCALE="pt-BR", BCRYPT_COST="4")
        try:
            instance.start()
            pictures(instance, arguments.folder, arguments.every)
        finally:
            instance.stop()


if __name__ == "__main__":
    main()
