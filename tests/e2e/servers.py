"""A private Dovecot and a private Postfix on free loopback ports.

lib.py says how they are used.
"""
import email
import email.policy
import email.utils
import getpass
import grp
import os
import pathlib
import pwd
import re
import shutil
import smtplib
import ssl

from certificates import Certificates
from messages import make_mail, parse_address, to_bytes
from processes import (Fixture, Folder, free_ports, greets, need, read_logs,
                       skip, start_process, stop_process, wait_for)

PASSWORD = "secret"

DOVECOT_CONF = """\
protocols = imap lmtp
listen = 127.0.0.1
instance_name = liaison-test
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 100
recipient_delimiter = +
namespace inbox {{
  inbox = yes
  separator = {separator}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = home={dir}/mail/%Lu
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""


def arrival(file):
    """When a file of a maildir came: SECONDS.M(MICROSECONDS)P(PROCESS)..."""
    seconds, rest = file.name.split(".")[:2]
    found = re.match(r"M(\d+)", rest)
    return int(seconds), int(found.group(1)) if found else 0


class Dovecot(Fixture):
    """A private Dovecot: ports imap (plain and STARTTLS), imaps and lmtp.

    Runs as nobody when root starts it, else as the calling user.  Any user
    name has a mailbox; the password is "secret".
    """

    def __init__(self, folder, certificate, separator="."):
        need("dovecot")
        self.dir = pathlib.Path(folder)
        self.separator = separator
        self.as_user = {}
        user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
        if os.getuid() == 0:
            user, group = "nobody", "nogroup"
            self.as_user = {"user": user, "group": group, "extra_groups": []}
        cert, key = certificate
        self.imap, self.imaps, self.lmtp, self.auth = free_ports(4)
        self.conf = self.dir / "dovecot.conf"
        self.log = self.dir / "dovecot.log"
        for name in ("run", "state", "mail"):
            (self.dir / name).mkdir(parents=True, exist_ok=True)
        self.conf.write_text(DOVECOT_CONF.format(
            dir=self.dir, cert=cert, key=key, user=user, group=group,
            password=PASSWORD, separator=separator, imap=self.imap,
            imaps=self.imaps, auth=self.auth, lmtp=self.lmtp))
        if os.getuid() == 0:
            for path in (self.dir, *self.dir.iterdir(), key):
                shutil.chown(path, user, group)
        self.start()
        self.opened()

    def start(self):
        self.process = start_process(
            ["dovecot", "-F", "-c", self.conf], self.dir / "start.log",
            **self.as_user)
        for port in (self.imap, self.lmtp):
            wait_for(lambda: greets(port) or self.process.poll() is not None,
                     what="Dovecot")
        if self.process.poll() is not None:
            raise AssertionError("Dovecot: " + read_logs(
                self.dir / "start.log", self.log))

    def stop(self):
        stop_process(self.process)

    def restart(self):
        self.stop()
        self.start()

    def maildir(self, user, folder="INBOX"):
        path = self.dir / "mail" / user.lower() / "Maildir"
        if folder != "INBOX":
            path = path / ("." + folder.replace("/", "."))
        return path

    def files(self, user, folder="INBOX"):
        """The files of a mailbox's messages, oldest first."""
        box = self.maildir(user, folder)
        found = []
        for name in ("cur", "new"):
            try:
                found += (box / name).iterdir()
            except FileNotFoundError:
                pass
        return sorted(found, key=arrival)

    def raw_mailbox(self, user, folder="INBOX"):
        """The bytes of the messages of a mailbox, oldest first."""
        found = []
        for file in self.files(user, folder):
            try:
                found.append(file.read_bytes())
            except FileNotFoundError:
                pass  # moved by somebody meanwhile
        return found

    def mailbox(self, user, folder="INBOX"):
        """The messages of a mailbox, oldest first, parsed."""
        return [email.message_from_bytes(raw, policy=email.policy.default)
                for raw in self.raw_mailbox(user, folder)]

    def folders(self, user):
        """The folders of a user besides INBOX, with / between levels."""
        return sorted(path.name[1:].replace(".", "/")
                      for path in self.maildir(user).glob(".*")
                      if (path / "cur").is_dir())

    def wait_mail(self, user, count=1, folder="INBOX", timeout=15):
        """Waits until a mailbox holds `count` messages, and returns all."""
        wait_for(lambda: len(self.files(user, folder)) >= count, timeout,
                 f"message {count} for {user} in {folder}")
        return self.mailbox(user, folder)

    def deliver_lmtp(self, message, *recipients, sender=None):
        """Puts a message (bytes or email.message) into mailboxes as it is.

        Without a `sender`, the envelope's is the address in From.
        """
        if sender is None:
            sender = parse_address(email.message_from_bytes(
                to_bytes(message), policy=email.policy.default)["From"] or "")
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            refused = lmtp.sendmail(sender, recipients, to_bytes(message))
        if refused:
            raise AssertionError(f"LMTP refused: {refused}")


# Postfix --------------------------------------------------------------------

POSTFIX_MAIN = """\
compatibility_level = 3.6
myhostname = mx.example.org
mydomain = example.org
myorigin = example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
queue_directory = {dir}/queue
data_directory = {dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {dir}/postfix.log
maillog_file_prefixes = {dir}
disable_dns_lookups = yes
smtp_host_lookup = native
append_dot_mydomain = no
biff = no
alias_maps =
alias_database =
local_recipient_maps =
default_transport = lmtp:inet:127.0.0.1:{lmtp}
lmtp_destination_recipient_limit = 1
transport_maps = regexp:{dir}/etc/transport
virtual_alias_domains =
virtual_alias_maps = regexp:{dir}/etc/virtual
recipient_delimiter = +
smtpd_recipient_restrictions = check_recipient_access regexp:{dir}/etc/access,
  permit_mynetworks, reject
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_data_restrictions = reject_unauth_pipelining
smtpd_forbid_unauth_pipelining = yes
refuse_all = check_recipient_access static:{{550 5.1.1 no such user here}}
smtpd_client_connection_count_limit = 0
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_sasl_security_options = noanonymous
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtputf8_enable = yes
message_size_limit = 31457280
"""

POSTFIX_MASTER = """\
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{refusing} inet n - n - - smtpd
  -o myhostname=mx.example.com
  -o smtpd_recipient_restrictions=$refuse_all
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{submissions} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp flags=OR
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

# The aliases that a host with one mailbox has for the example site.
POSTFIX_VIRTUAL = r"""
/^(ess-communs|lettre)([-+].*)?@example\.org$/ listes@example.org
"""

POSTFIX_TRANSPORT = """
/^bounced([+].*)?@/ smtp:[127.0.0.1]:{refusing}
"""

POSTFIX_ACCESS = """
/^refused([+].*)?@/ 550 5.1.1 no such user here
/^busy([+].*)?@/ 450 4.2.1 try again later
"""


class Postfix(Fixture):
    """A private Postfix that delivers every domain to a Dovecot by LMTP.

    Ports: smtp (as from the outside, STARTTLS offered), submission (STARTTLS
    and login required) and submissions (TLS from the first byte, login
    required).  As real hosts do, it keeps the address that was written to in
    X-Original-To.
    """

    def __init__(self, folder, certificate, dovecot):
        need("postfix")
        if os.getuid() != 0:
            skip("Postfix can only be started by root")
        self.dir = pathlib.Path(folder)
        self.log = self.dir / "postfix.log"
        (self.smtp, self.submission, self.submissions,
         self.refusing) = free_ports(4)
        cert, key = certificate
        self.make_folders()
        names = vars(self) | {"cert": cert, "key": key, "lmtp": dovecot.lmtp,
                              "auth": dovecot.auth}
        for name, text in (("main.cf", POSTFIX_MAIN.format(**names)),
                           ("master.cf", POSTFIX_MASTER.format(**names)),
                           ("virtual", POSTFIX_VIRTUAL),
                           ("transport", POSTFIX_TRANSPORT.format(**names)),
                           ("access", POSTFIX_ACCESS)):
            (self.dir / "etc" / name).write_text(text)
            # Postfix sleeps until its files are some seconds old.
            os.utime(self.dir / "etc" / name, (0, 0))
        self.start()
        self.opened()

    def make_folders(self):
        """What `postfix start` would make, with the owners it wants."""
        owner = pwd.getpwnam("postfix").pw_uid
        (self.dir / "etc").mkdir(parents=True, exist_ok=True)
        (self.dir / "queue" / "pid").mkdir(parents=True, exist_ok=True)
        for name in ("active", "bounce", "corrupt", "defer", "deferred",
                     "flush", "hold", "incoming", "private", "saved",
                     "trace", "maildrop", "public"):
            path = self.dir / "queue" / name
            path.mkdir(exist_ok=True)
            path.chmod(0o700)
            shutil.chown(path, owner)
        (self.dir / "data").mkdir(exist_ok=True)
        shutil.chown(self.dir / "data", owner)
        postdrop = grp.getgrnam("postdrop").gr_gid
        for name, mode in (("maildrop", 0o1730), ("public", 0o710)):
            os.chown(self.dir / "queue" / name, owner, postdrop)
            (self.dir / "queue" / name).chmod(mode)

    def start(self):
        self.process = start_process(
            ["/usr/lib/postfix/sbin/master", "-s", "-c", self.dir / "etc"],
            self.dir / "master.log")
        wait_for(lambda: greets(self.smtp) or self.process.poll() is not None,
                 what="Postfix")
        if self.process.poll() is not None:
            raise AssertionError("Postfix: " + read_logs(
                self.dir / "master.log", self.log))

    def stop(self):
        stop_process(self.process)

    def restart(self):
        self.stop()
        self.start()

    def send_mail(self, sender, to, subject, body="", **options):
        """Sends a plain mail as an ordinary person would; see make_mail()."""
        return self.send(make_mail(sender, to, subject, body, **options))

    def send(self, message, sender=None, recipients=None):
        """Sends a ready message; the envelope comes from it if not given."""
        if sender is None:
            sender = parse_address(message["From"])
        if recipients is None:
            recipients = [address for _, address in email.utils.getaddresses(
                [str(message["To"])])]
        with smtplib.SMTP("127.0.0.1", self.smtp) as smtp:
            smtp.sendmail(sender, recipients, to_bytes(message))
        return message


class Host(Fixture):
    """A host with mailboxes: an authority, a Dovecot and a Postfix."""

    def __init__(self, folder=None, separator=".", postfix=True):
        self.folder = Folder(folder)
        self.dovecot = self.postfix = None
        self.opened()
        try:
            path = self.folder.path
            self.certificates = Certificates(path / "tls")
            certificate = self.certificates.make(
                "server", alt="DNS:localhost,IP:127.0.0.1")
            self.dovecot = Dovecot(path / "dovecot", certificate, separator)
            if postfix:
                self.postfix = Postfix(
                    path / "postfix", certificate, self.dovecot)
        except BaseException:
            self.close()
            raise

    def settle(self):
        """Waits until Postfix has delivered what it took, if it runs."""
        if self.postfix is None or self.postfix.process.poll() is not None:
            return
        queue = self.postfix.dir / "queue"
        wait_for(lambda: not any(
            file.is_file() for name in ("maildrop", "incoming", "active")
            for file in (queue / name).rglob("*")), what="an empty queue")

    def stop(self):
        for part in (self.postfix, self.dovecot, self.folder):
            if part is not None:
                part.close()

    def __getattr__(self, name):
        """What people do with a host is done by one of its servers.

        Who looks into a mailbox finds what Postfix had taken before.
        """
        if name in ("mailbox", "raw_mailbox", "files"):
            self.settle()
        if name in ("mailbox", "raw_mailbox", "wait_mail", "files", "folders",
                    "deliver_lmtp"):
            return getattr(self.dovecot, name)
        if name in ("send_mail", "send"):
            return getattr(self.postfix, name)
        raise AttributeError(name)

    def tls_context(self):
        return ssl.create_default_context(cafile=self.certificates.authority)
