"""Another site that has the form in a page of its own."""

import http.server
import threading

import pytest


@pytest.fixture(scope="module")
def site(instance):
    """Serves one page of another site: `site(port, html)` gives its address.

    A port keeps its server for the next page: a browser may hold a connection to it that it has not used yet.
    """
    servers, pages = {}, {}

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[self.server.server_port].encode())

        def log_message(self, *_):
            pass

    def serve(port, html):
        pages[port] = html
        if port not in servers:
            servers[port] = http.server.ThreadingHTTPServer(("127.0.0.1", port), Page)
            threading.Thread(target=servers[port].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{port}/"

    yield serve
    for server in servers.values():
        server.shutdown()
        server.server_close()


def embedding(instance, language="pt-BR"):
    return f"""<!DOCTYPE html><html lang="en"><title>Shop</title><h1>Shop</h1>
        <script src="{instance.tls_url}/assets/embed.js" data-language="{language}" async></script>"""


def embed_port(instance):
    return int(instance.settings["EMBED_ORIGINS"].rsplit(":", 1)[1])
