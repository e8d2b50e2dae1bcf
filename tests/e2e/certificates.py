"""Good and bad certificates for the tests of TLS, made with openssl.

    cert, key = Certificates(folder).make("expired", days=(-20, -10))

`authority` is the file of the authority that the client shall trust.
"""
import datetime
import pathlib
import subprocess

CONF = """\
[ca]
default_ca = this
[this]
new_certs_dir = {dir}
database = {dir}/index
rand_serial = yes
default_md = {digest}
policy = any
unique_subject = no
x509_extensions = ext
[any]
commonName = supplied
[ext]
basicConstraints = critical,CA:{ca}
{extensions}
"""

NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")


class Certificates:
    def __init__(self, folder):
        self.dir = pathlib.Path(folder)
        self.dir.mkdir(parents=True, exist_ok=True)
        (self.dir / "index").touch()
        self.authority, self.authority_key = self.self_signed("authority")

    def openssl(self, *args):
        subprocess.run(["openssl", *map(str, args)], check=True,
                       stdin=subprocess.DEVNULL, capture_output=True)

    def self_signed(self, name, alt=None):
        cert, key = self.dir / f"{name}.pem", self.dir / f"{name}.key"
        more = ["-addext", f"subjectAltName={alt}"] if alt else []
        self.openssl("req", "-x509", "-days", 30, "-nodes", *NEW_KEY, "-subj",
                     f"/CN={name}", "-keyout", key, "-out", cert, *more)
        return cert, key

    def make(self, name, alt="DNS:localhost", days=(-1, 30),
             purpose="serverAuth", digest="sha256", issuer=None, ca=False):
        """(certificate chain, key); days: from and until, from today."""
        issuer_cert, issuer_key = issuer or (self.authority,
                                             self.authority_key)
        cert, key, request, conf = (self.dir / f"{name}.{end}"
                                    for end in ("pem", "key", "csr", "conf"))
        extensions = [f"extendedKeyUsage = {purpose}"] if purpose else []
        extensions += [f"subjectAltName = {alt}"] if alt else []
        conf.write_text(CONF.format(dir=self.dir, digest=digest,
                                    ca="TRUE" if ca else "FALSE",
                                    extensions="\n".join(extensions)))
        now = datetime.datetime.now(datetime.timezone.utc)
        start, end = ((now + datetime.timedelta(days=d)).strftime(
            "%Y%m%d%H%M%SZ") for d in days)
        self.openssl("req", "-new", "-nodes", *NEW_KEY, "-subj", f"/CN={name}",
                     "-keyout", key, "-out", request)
        self.openssl("ca", "-batch", "-notext", "-config", conf, "-cert",
                     issuer_cert, "-keyfile", issuer_key, "-startdate", start,
                     "-enddate", end, "-in", request, "-out", cert)
        if issuer:
            cert.write_text(cert.read_text() + issuer_cert.read_text())
        return cert, key
