"""A headless Chromium, driven through Debian's chromedriver."""

import base64
import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

QUIET = [
    "--headless",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-dev-shm-usage",
]


class Browser:
    """One window. Names of other hosts lead nowhere, so that a page cannot lean on them."""

    def __init__(self, driver):
        self._driver = driver

    def open(self, address):
        self._driver.get(address)

    @property
    def address(self):
        return self._driver.current_url

    def resize(self, width, height=900):
        self._driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def prefer(self, scheme):
        """Light or dark, as the system would say."""
        media = [{"name": "prefers-color-scheme", "value": scheme}]
        self._driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})

    def run(self, script, *arguments):
        return self._driver.execute_script(script, *arguments)

    def finish(self, script, *arguments):
        """Runs a script that hands its answer to its last argument."""
        return self._driver.execute_async_script(script, *arguments)

    def requests(self):
        """The addresses asked for since the last call."""
        messages = [json.loads(entry["message"])["message"] for entry in self._driver.get_log("performance")]
        return [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]

    def errors(self):
        """What the page's scripts and loads said that is wrong, since the last call."""
        return [entry["message"] for entry in self._driver.get_log("browser") if entry["level"] == "SEVERE"]

    def photograph(self, file, top, height):
        """The page's `height` points below `top`: a browser draws no more than some 16,000 at once."""
        clip = {"x": 0, "y": top, "width": self.run("return innerWidth"), "height": height, "scale": 1}
        shot = self._driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
        Path(file).write_bytes(base64.b64decode(shot["data"]))

    def print(self, file):
        """The page as a PDF of A4 sheets with their numbers."""
        number = (
            '<div style="width: 100%; font: 8px sans-serif; text-align: center"><span class="pageNumber"></span></div>'
        )
        printed = self._driver.execute_cdp_cmd(
            "Page.printToPDF",
            {
                "preferCSSPageSize": True,
                "printBackground": True,
                "displayHeaderFooter": True,
                "headerTemplate": "<div></div>",
                "footerTemplate": number,
                "generateDocumentOutline": True,
                "generateTaggedPDF": True,
            },
        )
        Path(file).write_bytes(base64.b64decode(printed["data"]))


@contextmanager
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    with tempfile.TemporaryDirectory(prefix="book-browser-") as profile:
        for argument in [*QUIET, f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND"]:
            options.add_argument(argument)
        # Chromium has no sandbox for root, and here it opens our own pages only.
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        driver.set_script_timeout(60)
        driver.set_page_load_timeout(120)
        # A new window's own page would go on asking for things of its own.
        driver.get("about:blank")
        try:
            yield Browser(driver)
        finally:
            driver.quit()
