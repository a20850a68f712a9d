"""The pictures of mails as they were delivered: `python -m guiche.pages.mail_pictures FOLDER` (scripts/screenshots)."""

import argparse
import base64
import tempfile
from pathlib import Path

from .. import documents, people
from ..servers import smtp
from .browser import Browser
from ..client import expect
from ..instance import Instance
from ..processes import wait_until

MOST_BYTES = 120 * 1024
WIDTH = 640
ATTORNEY = "desk@law.example"


def delivered(folder, language):
    """The two mails of a submission in a language, read from the mail server: confirmation and notification."""
    place = folder / f"smtp-{language}"
    place.mkdir()
    server = smtp.MailServer(place).start()
    instance = Instance(
        folder / f"mails-{language}", ATTORNEY_EMAIL=ATTORNEY, DEFAULT_LOCALE=language, PUBLIC_URL="https://desk.example", **server.settings)
    try:
        instance.start()
        address = "rita@exemplo.com.br"
        fields = people.form_fields(
            first_name="Rita", last_name="d'Ávila Campos", email=address, phone="+5511987654321", business_name="Padaria & Café Campos",
            job_position="Sócia", invoicing="100k-500k", collaborators="11-50", business_tracking="indicação", scheduling_day=people.wall_clock(3))
        expect(instance.client.post(
            "/api/v1/leads", data=fields, files=people.resume(documents.pdf(), "Rita Campos.pdf"), headers={"Accept-Language": language}), 201)
        assert wait_until(lambda: server.to(address) and server.to(ATTORNEY), 30), "the mails did not come"
        return {"confirmation": server.to(address)[0], "notification": server.to(ATTORNEY)[0]}
    finally:
        instance.stop()
        server.stop()


def keep(browser, mail, path):
    """What a mail program shows of the mail's HTML."""
    page = path.with_suffix(".html")
    page.write_text(mail.html)
    try:
        browser.emulate(width=WIDTH)
        browser.visit(page.as_uri())
        height = browser.script("return document.body.offsetHeight")
        picture = browser.cdp(
            "Page.captureScreenshot", captureBeyondViewport=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1})
    finally:
        page.unlink()
    content = base64.b64decode(picture["data"])
    assert len(content) <= MOST_BYTES, f"{path.name}: {len(content)} bytes"
    path.write_bytes(content)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="guiche-") as state:
        Path(state).chmod(0o755)
        mails = {language: delivered(Path(state), language) for language in ("en", "pt-BR")}
    browser = Browser("about:blank")
    try:
        for language, those in mails.items():
            for kind, mail in those.items():
                keep(browser, mail, folder / f"mail-{kind}-{language}.png")
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
