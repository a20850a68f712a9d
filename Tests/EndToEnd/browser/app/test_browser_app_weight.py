"""The dashboard is light: what its pages load, and when."""

import pytest

from guiche.pages.administration import administrator, app  # noqa: F401
from guiche.pages.app import Dashboard

LARGEST_BYTES = 300 * 1024


def test_the_first_load_is_light(browser, administrator):
    browser.empty_cache()
    app = Dashboard(browser).sign_in(administrator, place="/reports")
    app.settle()
    browser.wait(lambda: browser.script("return Boolean(window.Chart && Chart.getChart(document.querySelector('canvas')))"))
    sizes = browser.transferred()
    assert any("chart.min.js" in path for path in sizes)
    assert sum(sizes.values()) < LARGEST_BYTES, sizes


@pytest.mark.parametrize("place", ["/", "/leads", "/customers", "/reports", "/settings/company"])
def test_the_modules_of_the_first_page_are_fetched_side_by_side(browser, administrator, place):
    """None but the words waits for another that asks for it."""
    Dashboard(browser).sign_in(administrator, place=place)
    browser.visit("/robots.txt")
    browser.empty_cache()
    browser.visit(f"/app/#{place}")
    Dashboard(browser).settle()
    fetched = set(browser.script("return performance.getEntriesByType('resource').map(each => new URL(each.name).pathname).filter(path => path.endsWith('.js') && path.includes('/app/js/'))"))
    ahead = set(browser.script("return [...document.querySelectorAll('link[rel=modulepreload]')].map(each => new URL(each.href).pathname)"))
    assert any("/views/" in path for path in ahead & fetched), ahead
    alone = {path.split("/app/js/")[1] for path in fetched - ahead}
    assert {name for name in alone if not name.startswith("i18n/")} <= {"main.js", "theme.js", "ahead.js"}


def test_cached_files_are_not_loaded_again(browser, app):
    app.settle()
    browser.transferred()
    browser._requests.clear()
    browser.driver.refresh()
    app.settle()
    again = {path: size for path, size in browser.transferred().items() if "/assets/" in path and "favicon" not in path and size > 0}
    assert again == {}
