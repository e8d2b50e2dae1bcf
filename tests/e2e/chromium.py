"""Chromium without a window, driven through a pipe: to look at HTML.

    with Chromium() as browser:
        page = browser.page(320, 800, dark=True)
        page.open(path)
        page.picture("out.png")
        page.run("document.title")

Nothing is loaded from anywhere: the browser knows no server.  It runs as long
as the with statement, in a temporary folder.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60  # seconds for one answer of a busy machine


def program():
    """The path of Chromium, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return None


class Chromium:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(
            prefix="liaison-chromium-", ignore_cleanup_errors=True)
        self.next = 0
        self.rest = b""

    def __enter__(self):
        to_read, self.out = os.pipe()
        self.inp, to_write = os.pipe()
        # Chromium reads commands from descriptor 3 and writes answers to 4.
        self.process = subprocess.Popen(
            ["/bin/sh", "-c",
             f'exec "$@" 3<&{to_read} 4>&{to_write}', "sh", program(),
             "--headless=new", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--hide-scrollbars",
             "--disable-extensions", "--no-first-run",
             "--disable-background-networking", "--disable-sync",
             "--disable-component-update", "--host-resolver-rules="
             "MAP * ~NOTFOUND", f"--user-data-dir={self.folder.name}/user",
             "--remote-debugging-pipe", "about:blank"],
            pass_fds=(to_read, to_write), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": self.folder.name})
        os.close(to_read)
        os.close(to_write)
        os.set_blocking(self.inp, False)
        return self

    def __exit__(self, *error):
        os.close(self.out)
        os.close(self.inp)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def answers(self):
        """One message after the other."""
        end = time.monotonic() + PATIENCE
        while True:
            message, found, rest = self.rest.partition(b"\0")
            if found:
                self.rest = rest
                yield json.loads(message)
                continue
            if time.monotonic() > end or self.process.poll() is not None:
                raise TimeoutError("Chromium does not answer")
            try:
                self.rest += os.read(self.inp, 1 << 20)
            except BlockingIOError:
                time.sleep(0.005)

    def call(self, method, session=None, **params):
        self.next += 1
        message = {"id": self.next, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        text = json.dumps(message).encode() + b"\0"
        while text:
            text = text[os.write(self.out, text):]
        for answer in self.answers():
            if answer.get("id") == self.next:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
        return None

    def page(self, width, height=800, dark=False):
        target = self.call("Target.createTarget", url="about:blank")
        session = self.call("Target.attachToTarget", flatten=True,
                            targetId=target["targetId"])["sessionId"]
        return Page(self, session, width, height, dark)


class Page:
    def __init__(self, browser, session, width, height, dark):
        self.browser = browser
        self.session = session
        self.width = width
        self.call("Emulation.setDeviceMetricsOverride", width=width,
                  height=height, deviceScaleFactor=1, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia", features=[{
            "name": "prefers-color-scheme",
            "value": "dark" if dark else "light"}])

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def run(self, script):
        """The value of an expression, that of a promise awaited."""
        done = self.call("Runtime.evaluate", expression=script,
                         returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(str(done["exceptionDetails"]))
        return done["result"].get("value")

    def open(self, path):
        url = pathlib.Path(path).resolve().as_uri()
        self.call("Page.navigate", url=url)
        end = time.monotonic() + PATIENCE
        while (self.run("document.readyState") != "complete" or
               self.run("location.href") != url):
            if time.monotonic() > end:
                raise TimeoutError(f"{path} does not open")
            time.sleep(0.01)

    def picture(self, path):
        """The whole page, as high as it is."""
        height = self.run("document.documentElement.scrollHeight")
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True,
                         clip={"x": 0, "y": 0, "width": self.width,
                               "height": height, "scale": 1})["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def overflow(self):
        """By how many pixels it is wider than its window.

        A phone's window.innerWidth grows with what is too wide.
        """
        wide = self.run("document.documentElement.scrollWidth")
        return max(0, wide - self.width)
