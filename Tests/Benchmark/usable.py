#!/usr/bin/env python3
"""When pages can be used, for someone who comes for the first time: nothing is in the browser's cache.

    Tests/Benchmark/usable.py [--programs DIR]        the public form and pages of the dashboard, on a local network and on a slow 4G

A page can be used once its heading is there and nothing on it is still loading. The tables tell the median and the largest of `--times`
loads in milliseconds since the navigation began, and what was transferred. The network is the browser's: "slow 4G" is a round trip of
150 ms, 1.6 Mbit/s down and 0.75 up (Lighthouse's mobile profile). The instance is a private one with 2,000 leads. It needs what the
end-to-end tests need (Tests/README.md).
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGES = ("/", "/app/#/", "/app/#/leads", "/app/#/customers", "/app/#/reports")
NETWORKS = {"local": (0, -1, -1), "slow 4G": (150, 1_600_000 / 8, 750_000 / 8)}
# Runs before a page's own scripts. The time counts from the navigation; a page that turns to another address in itself goes on counting.
NOTES_USABLE = """
(() => {
  const look = () => {
    const loading = document.querySelector('[aria-busy="true"], .state-loading');
    if (document.querySelector('main h1') && !loading && document.readyState === 'complete') window.usableAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
TRANSFERRED = """
return performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).reduce((sum, each) => sum + each.transferSize, 0);
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, help="the folder of the programs (default: they are built)")
    parser.add_argument("--times", type=int, default=9, help="loads of each page (default 9)")
    return parser.parse_args()


def main():
    options = arguments()
    os.environ["GUICHE_ENV_FILE"] = ""
    if options.programs:
        os.environ["GUICHE_BIN_DIR"] = str(options.programs.resolve())
    sys.path.insert(0, str(HERE.parent / "EndToEnd"))
    from guiche.pages.app import Dashboard
    from guiche.pages.browser import Browser
    from guiche.instance import running

    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with running(Path(folder) / "usable") as instance:
            instance.guichectl("seed", "--leads", "2000", "--customers", "200")
            browser = Browser(instance.tls_url)
            try:
                Dashboard(browser).sign_in(instance.new_user("manager"))
                browser.cdp("Page.addScriptToEvaluateOnNewDocument", source=NOTES_USABLE)
                print(f"{'page':18} {'network':8} {'median':>7} {'largest':>8} {'KB':>6}")
                for name, network in NETWORKS.items():
                    for page in PAGES:
                        show(page, name, [load(browser, page, network) for _ in range(options.times)])
            finally:
                browser.quit()


def load(browser, page, network):
    """When the page can be used, and the bytes that came."""
    browser.visit("/robots.txt")
    browser.empty_cache()
    browser.network(latency=network[0], bytes_down=network[1], bytes_up=network[2])
    try:
        browser.visit(page)
        return browser.wait(lambda: browser.script("return window.usableAt"), "the page can be used"), browser.script(TRANSFERRED)
    finally:
        browser.network()


def show(page, network, loads):
    moments = [moment for moment, _ in loads]
    print(f"{page:18} {network:8} {statistics.median(moments):7.0f} {max(moments):8.0f} {loads[-1][1] / 1000:6.1f}", flush=True)


if __name__ == "__main__":
    main()
