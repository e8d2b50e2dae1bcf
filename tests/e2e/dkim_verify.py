"""Signatures judged by dkimpy, with the records of `dkim show` as the DNS."""
import json
import re

import lib

try:
    import dkim
except ImportError:
    dkim = None


def need_dkimpy():
    if dkim is None:
        lib.skip("python3-dkim is not installed")


def records(site, *args):
    """{name: value} of the TXT records that `dkim show` prints."""
    shown = json.loads(site.run("dkim", "show", "--json", *args).stdout)
    return {key["name"]: key["value"]
            for section in shown for key in section["keys"]}


def keys_for(site, *args, **more):
    """Makes keys and writes their section into liaison.conf."""
    made = json.loads(site.run("dkim", "generate", "--json", *args).stdout)
    settings = dict(more)
    for key in made["keys"]:
        prefix = "" if key["type"] == "rsa" else "ed25519_"
        settings[prefix + "selector"] = key["selector"]
        settings[prefix + "key_file"] = key["file"]
    with site.conf.open("a") as conf:
        conf.write(f'\ndkim "{made["domain"]}" {{\n}}\n')
    text = site.conf.read_text()
    at = text.rindex("dkim ")
    site.conf.write_text(text[:at] + lib.edit_conf(
        text[at:], "dkim", settings))
    return made


def signatures(raw):
    """The tags of each DKIM-Signature, {name: value without blanks}."""
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode()
    found = re.findall(r"(?m)^DKIM-Signature:((?:.*\n[ \t])*.*)", head)
    return [{name: re.sub(r"\s", "", value) for name, value in
             re.findall(r"(\w+)=([^;]*)", text)} for text in found]


def verdicts(raw, dns, exact=False):
    """{algorithm: does the signature hold?}; LF may stand for CRLF."""
    if not exact:
        raw = re.sub(rb"\r?\n", b"\r\n", raw)

    def answer(name, timeout=5):
        name = name.decode().rstrip(".")
        return dns[name].encode() if name in dns else None

    out = {}
    for index, tags in enumerate(signatures(raw)):
        try:
            held = dkim.DKIM(raw, minkey=1024).verify(
                idx=index, dnsfunc=answer)
        except dkim.DKIMException:
            held = False
        out[tags["a"]] = held
    return out


BOTH = {"rsa-sha256": True, "ed25519-sha256": True}
NEITHER = {"rsa-sha256": False, "ed25519-sha256": False}
