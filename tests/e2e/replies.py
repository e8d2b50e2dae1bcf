"""Answers to a proof as mail programs write them.

Each row: (name, builder, what it must be taken for).  A builder gets the
proof and gives the message, or its bytes.
"""
import email.message
import email.utils

import lib

PAUL = "Paul Garnier <paul@example.org>"
APPROVE, REFUSE, REMARK, HOLD, NOTHING = (
    "approve", "refuse", "remark", "hold", "none")
LEGAL_FR = """\
Ce message et toutes les pièces jointes sont confidentiels et établis à
l'attention exclusive de ses destinataires. Oui, vraiment. Si vous avez reçu
ce message par erreur, merci de le détruire et de répondre non.
"""
LEGAL_EN = """\
CONFIDENTIALITY NOTICE: This e-mail is intended only for the person to whom
it is addressed. Yes, you may have to delete it.
"""


def plain(body, **more):
    return lambda proof: lib.make_mail(PAUL, None, None, body,
                                       reply_to=proof, **more)


def above(words, head="Le lun. 23 nov. 2026 à 10:12, La lettre "
          "<listes@example.org> a écrit :", foot=""):
    """Words on top of the whole proof, quoted."""
    return lambda proof: lib.make_mail(
        PAUL, None, None,
        f"{words}\n\n{head}\n\n{lib.quoted(proof)}\n{foot}", reply_to=proof)


def below(words):
    return lambda proof: lib.make_mail(
        PAUL, None, None, "On Mon, Nov 23, 2026 at 10:12 AM La lettre "
        f"<listes@example.org> wrote:\n\n{lib.quoted(proof)}\n{words}\n",
        reply_to=proof)


def inside(words, after="répondez à ce message par OUI"):
    """A remark between two lines of the proof."""
    def make(proof):
        lines = lib.quoted(proof).splitlines()
        at = next(i for i, line in enumerate(lines) if "ignore" not in line
                  and after.split()[0] in line)
        lines[at + 1:at + 1] = ["", words, ""]
        return lib.make_mail(
            PAUL, None, None,
            "Le 23/11/2026 à 10:12, La lettre a écrit :\n" +
            "\n".join(lines) + "\n", reply_to=proof)
    return make


def unmarked(words, head):
    """Outlook: the proof below a heading, without any sign of quotation."""
    return lambda proof: lib.make_mail(
        PAUL, None, None,
        f"{words}\n\n{head.format(**fields(proof))}\n\n{lib.body_of(proof)}",
        reply_to=proof)


def fields(proof):
    return {"subject": str(proof["Subject"]), "to": str(proof["To"]),
            "sender": "La lettre <listes@example.org>"}


OUTLOOK_FR = """\
De : {sender}
Envoyé : lundi 23 novembre 2026 10:12
À : {to}
Objet : {subject}"""
OUTLOOK_EN = """\
From: {sender}
Sent: Monday, November 23, 2026 10:12 AM
To: {to}
Subject: {subject}"""


def html_of(proof):
    return "<br>".join(
        line.replace("&", "&amp;").replace("<", "&lt;")
        for line in lib.body_of(proof).splitlines())


def html(page, text=None, **more):
    """HTML alone, or beside a text."""
    def make(proof):
        mail = lib.make_mail(PAUL, None, None, text or "", reply_to=proof,
                             **more)
        made = page.format(proof=html_of(proof), **fields(proof))
        if text is None:
            mail.set_content(made, subtype="html")
        else:
            mail.add_alternative(made, subtype="html")
        return mail
    return make


GMAIL = ('<div dir="ltr">{words}</div><br><div class="gmail_quote '
         'gmail_quote_container"><div dir="ltr" class="gmail_attr">Le lun. 23 '
         'nov. 2026 à 10:12, La lettre &lt;<a href="mailto:listes@example.org"'
         '>listes@example.org</a>&gt; a écrit :<br></div><blockquote '
         'class="gmail_quote" style="margin:0 0 0 .8ex">{{proof}}</blockquote>'
         '{below}</div>')


def gmail(words, below="", **more):
    return html(GMAIL.format(words=words, below=below), **more)


APPLE = ('<html><body dir="auto">{words}<div dir="ltr">{mobile}</div>'
         '<div dir="ltr"><br><blockquote type="cite">Le 23 nov. 2026 à 10:12, '
         'La lettre &lt;listes@example.org&gt; a écrit :<br><br></blockquote>'
         '</div><blockquote type="cite"><div dir="ltr">{{proof}}</div>'
         '</blockquote></body></html>')
WORD = ('<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>'
        '<!--[if gte mso 9]><xml>oui non</xml><![endif]--><style>p.MsoNormal '
        '{{{{margin:0cm}}}}</style></head><body lang=FR><div class='
        'WordSection1><p class=MsoNormal>{words}<o:p></o:p></p><p class='
        'MsoNormal><o:p>&nbsp;</o:p></p><div style=\'border:none;border-top:'
        'solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\'><p class=MsoNormal>'
        '<b>De :</b> {{sender}} <br><b>Envoyé :</b> lundi 23 novembre 2026 '
        '10:12<br><b>À :</b> {{to}}<br><b>Objet :</b> {{subject}}</p></div>'
        '<p class=MsoNormal>{{proof}}</p></div></body></html>')
OUTLOOK_COM = ('<html><body><div class="elementToProof">{words}</div><div id='
               '"appendonsend"></div><hr style="display:inline-block;width:98%"'
               '><div id="divRplyFwdMsg" dir="ltr"><b>De :</b> {{sender}}<br>'
               '<b>Envoyé :</b> lundi 23 novembre 2026<br><b>À :</b> {{to}}<br>'
               '<b>Objet :</b> {{subject}}</div><div>{{proof}}</div></body>'
               '</html>')


def reaction(text, part, headers=()):
    """Someone pressed a sign instead of writing."""
    def make(proof):
        mail = lib.make_mail(PAUL, None, None, text, reply_to=proof,
                             headers=headers)
        mail.add_alternative("<p>{}</p>".format(text), subtype="html")
        if part:
            mail.get_payload()[0].add_header("X-None", "1")
            extra = email.message.EmailMessage()
            extra.set_content('{"emoji":"👍","version":1}', subtype="plain")
            extra.replace_header("Content-Type", part + "; charset=utf-8")
            mail.attach(extra)
        return mail
    return make


def receipt(proof):
    """A read receipt (RFC 8098) whose words say yes."""
    ids = str(proof["Message-ID"]).strip()
    return (f"From: {PAUL}\r\nTo: {proof['Reply-To']}\r\n"
            f"Subject: Lu : {ids}\r\nMessage-ID: <mdn@example.org>\r\n"
            f"In-Reply-To: {ids}\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; report-type="
            "disposition-notification; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: text/plain\r\n\r\noui\r\n--b\r\n"
            "Content-Type: message/disposition-notification\r\n\r\n"
            "Final-Recipient: rfc822;paul@example.org\r\n"
            "Disposition: manual-action/MDN-sent-manually; displayed\r\n"
            "\r\n--b--\r\n").encode()


def bounce(proof):
    ids = str(proof["Message-ID"]).strip()
    return (f"Return-Path: <>\r\nFrom: {PAUL}\r\nTo: {proof['Reply-To']}\r\n"
            "Subject: Undelivered Mail Returned to Sender\r\n"
            f"Message-ID: <dsn@example.org>\r\nIn-Reply-To: {ids}\r\n"
            "MIME-Version: 1.0\r\nContent-Type: multipart/report; "
            "report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: text/plain\r\n\r\nyes\r\n--b\r\n"
            "Content-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.example.org\r\n\r\n"
            "Final-Recipient: rfc822; paul@example.org\r\nAction: failed\r\n"
            "Status: 5.1.1\r\n\r\n--b--\r\n").encode()


def with_file(name, main, sub, inline=False, words="Oui"):
    def make(proof):
        mail = lib.make_mail(PAUL, None, None, words, reply_to=proof)
        mail.add_attachment(b"x" * 40, main, sub, filename=name)
        return mail
    return make


def flowed(words):
    def make(proof):
        mail = above(words)(proof)
        mail.replace_header("Content-Type",
                            'text/plain; charset="utf-8"; format=flowed')
        return mail
    return make


def encoded(words, charset, cte):
    def make(proof):
        mail = lib.make_mail(PAUL, None, None, "x", reply_to=proof)
        mail.set_content(words, charset=charset, cte=cte)
        return mail
    return make


def later_in_thread(words):
    """An answer to what somebody else wrote about the proof."""
    def make(proof):
        ids = str(proof["Message-ID"]).strip()
        mail = lib.make_mail(PAUL, "listes@example.org",
                             "Re: Votre réponse : Décembre", words)
        mail["In-Reply-To"] = "<notice.xyz@example.org>"
        mail["References"] = f"{ids} <mine@example.org> " \
                             "<notice.xyz@example.org>"
        return mail
    return make


YES = (
    "Oui", "oui", "OUI", "Oui.", "Oui !", "yes", "Yes!", "OK", "ok", "Okay",
    "D'accord", "D’accord.", "Approuvé", "Approuvée", "J'approuve", "Approved",
    "I approve.", "go", "Go !", "Go ahead", "Bon à tirer", "BAT",
    "C'est bon pour moi", "Ok pour moi, merci", "Validé", "Je valide",
    "LGTM", "Looks good to me, thanks!", "Vous pouvez envoyer.",
    "Bonjour,\n\nOui.\n\nCordialement,\nPaul Garnier",
    "Hello,\n\nyes\n\nBest regards,\nPaul",
    "**Oui**", "Oui,\nPaul",
)
NO = ("Non", "non.", "No", "NON !", "Je refuse", "Do not send it", "Stop",
      "Rejected.", "Bonjour,\n\nNon.\n\nPaul")
OTHER = (
    "", "Oui mais…", "Oui, mais corrige la date", "ok pour moi mais corrige la "
    "date", "Ok sauf le titre", "oui et non", "Oui ?", "ok ?", "attends",
    "Attends, je relis.", "wait", "👍", "👍 oui", "Oui 😬", "✅", "Pas oui", "Pas ok",
    "pas encore ok", "not yes", "Oui à condition de changer le titre",
    "Oui\n\nPS : la date est fausse", "Oui.\n\nLa date du séminaire est le 8.",
    "Oui\n---\nMais la date est fausse", "Ok\n\n***\n\nCorrige le titre",
    "Oui\n—\nil manque le lien", "Oui\n–\nil manque le lien",
    "Oui\n\n________________\n\nIl manque un lien vers www.example.org",
    "Merci", "Bien reçu", "Reçu, merci", "Je regarde ce soir", "lu",
    "Oui, demain", "Ok je regarde", "Yes, received, thanks", "ok, got it",
    "Vu", "Non, il manque la date", "No problem, go ahead", "No objection",
    "Pas de problème", "Si", "1", "+1", "Ja", "Sí", "Sì", "да", "はい", "نعم",
    "Oui = tu as fait les corrections ?", "yes/no", "OUI ou NON ?",
    "~~Oui~~", "O u i", "ouii", "Nonoui", "oui, non", "non, oui",
    "Go to page 3", "Go Anne", "Fine, but the date is wrong",
    "Approuvé sous réserve", "Approved with changes", "Oui, cf. PJ",
)

ROWS = [(f"alone: {words!r}", plain(words), REMARK) for words in OTHER]
ROWS += [(f"yes: {words!r}", plain(words), APPROVE) for words in YES]
ROWS += [(f"no: {words!r}", plain(words), REFUSE) for words in NO]
ROWS += [
    ("top, quoted", above("Oui"), APPROVE),
    ("top, quoted, English", above(
        "Yes", "On Mon, Nov 23, 2026 at 10:12 AM La lettre "
        "<listes@example.org> wrote:"), APPROVE),
    ("top, quoted, refused", above("Non"), REFUSE),
    ("nothing but the quoted proof", above(""), REMARK),
    ("nothing, Outlook", unmarked("", OUTLOOK_FR), REMARK),
    ("signature", above("Oui\n\n-- \nPaul Garnier\nNon à la publicité"),
     APPROVE),
    ("legal footer", above("Oui", foot=LEGAL_FR), APPROVE),
    ("legal footer right below", plain("Oui\n\n" + LEGAL_FR), APPROVE),
    ("legal footer in English", plain("Yes\n\n" + LEGAL_EN), APPROVE),
    ("legal footer alone", plain(LEGAL_FR), REMARK),
    ("telephone", above("Oui\n\nEnvoyé de mon iPhone"), APPROVE),
    ("telephone alone", above("Envoyé de mon iPhone"), REMARK),
    ("telephone, a remark below", above(
        "Oui\n\nEnvoyé de mon iPhone\n\nAttention à la date"), REMARK),
    ("Android", plain("Ok\n\nEnvoyé depuis mon appareil Android avec K-9 "
                      "Mail. Veuillez excuser ma brièveté."), APPROVE),
    ("Outlook for iOS", plain("Yes\n\nGet Outlook for iOS"), APPROVE),
    ("below", below("Oui"), APPROVE),
    ("below, refused", below("Non."), REFUSE),
    ("below, a remark", below("La date est fausse."), REMARK),
    ("yes above, a remark below", lambda proof: lib.make_mail(
        PAUL, None, None, "Oui\n\nLe 23/11/2026 à 10:12, La lettre a écrit :\n"
        + lib.quoted(proof) + "\nLa date est fausse.\n", reply_to=proof),
     REMARK),
    ("inside", inside("La date est fausse."), REMARK),
    ("inside, yes alone", inside("Oui"), APPROVE),
    ("Outlook", unmarked("Oui", OUTLOOK_FR), APPROVE),
    ("Outlook, English", unmarked("Yes.", OUTLOOK_EN), APPROVE),
    ("Outlook, original message", unmarked(
        "Ok", "-----Message d'origine-----\n" + OUTLOOK_FR), APPROVE),
    ("Outlook, a remark", unmarked("Oui, voir en rouge", OUTLOOK_FR), REMARK),
    ("Outlook's rule", unmarked("Oui", "_" * 32 + "\n" + OUTLOOK_FR), APPROVE),
    ("flowed", flowed("Oui"), APPROVE),
    ("flowed, a remark", flowed("Oui \nmais corrige la date"), REMARK),
    ("windows-1252", encoded("Approuvé", "windows-1252", "quoted-printable"),
     APPROVE),
    ("latin1, base64", encoded("Approuvée, merci.", "latin-1", "base64"),
     APPROVE),
    ("base64, utf-8", encoded("D’accord", "utf-8", "base64"), APPROVE),
    ("Gmail", gmail("Oui"), APPROVE),
    ("Gmail, beside a text", gmail(
        "Oui", text="Oui\n\nLe lun. 23 nov. 2026 à 10:12, La lettre "
        "<listes@example.org> a\nécrit :\n\n> OUI\n> NON\n"), APPROVE),
    ("Gmail, below the quotation", gmail("", "<div>Oui</div>"), APPROVE),
    ("Gmail, yes and a remark below", gmail(
        "Oui", "<div>La date est fausse</div>"), REMARK),
    ("Gmail, nothing", gmail("<br>"), REMARK),
    ("Gmail, signature", gmail(
        'Oui<div><br></div><span class="gmail_signature_prefix">-- </span>'
        '<br><div class="gmail_signature">Paul, non sans humour</div>'),
     APPROVE),
    ("Gmail, struck out", gmail("<s>Oui</s> Non"), REMARK),
    ("Apple Mail", html(APPLE.format(words="Oui", mobile="")), APPROVE),
    ("iPhone", html(APPLE.format(
        words="Oui", mobile="Envoyé de mon iPhone")), APPROVE),
    ("iPhone, nothing", html(APPLE.format(
        words="", mobile="Envoyé de mon iPhone")), REMARK),
    ("iPhone, a remark", html(APPLE.format(
        words="Oui mais…", mobile="Envoyé de mon iPhone")), REMARK),
    ("Word", html(WORD.format(words="Oui")), APPROVE),
    ("Word, refused", html(WORD.format(words="Non")), REFUSE),
    ("Word, a remark", html(WORD.format(
        words="Oui, corrigez juste la date")), REMARK),
    ("Word, nothing", html(WORD.format(words="")), REMARK),
    ("Outlook.com", html(OUTLOOK_COM.format(words="Oui")), APPROVE),
    ("Outlook.com, nothing", html(OUTLOOK_COM.format(words="")), REMARK),
    ("HTML, hidden yes", html(
        '<div style="display:none">Oui</div><p>Attends</p>'), REMARK),
    ("HTML, a title", html("<title>Oui</title><p>{proof}</p>"), REMARK),
    ("Gmail's reaction", reaction(
        "👍", "text/vnd.google.email-reaction+json"), REMARK),
    ("Gmail's reaction, in words", reaction(
        "Paul Garnier a réagi via Gmail", "text/vnd.google.email-reaction+json"
    ), REMARK),
    ("Outlook's reaction", reaction(
        "Paul Garnier reacted to your message:\n\n👍", None, [
            ("X-MS-Reactions", "like")]), REMARK),
    ("iPhone's tapback", plain("A aimé « À approuver »"), REMARK),
    ("read receipt", receipt, NOTHING),
    ("bounce", bounce, NOTHING),
    ("vacation", plain("yes", headers=[("Auto-Submitted", "auto-replied")]),
     NOTHING),
    ("vacation without a sign", lambda proof: lib.make_mail(
        PAUL, None, "Réponse automatique : " + str(proof["Subject"]), "Oui",
        reply_to=proof), NOTHING),
    ("congés", plain("Je suis en congés jusqu'au 3 janvier, oui."), HOLD),
    ("absence in its words", plain(
        "Yes, I am out of the office until 3 January."), HOLD),
    ("absence in its Subject", lambda proof: lib.make_mail(
        PAUL, None, "Absent : " + str(proof["Subject"]), "ok",
        reply_to=proof), HOLD),
    ("a desk", plain("oui", headers=[("X-Zendesk-From-Account-Id", "1")]),
     HOLD),
    ("a list", plain("oui", headers=[("List-Id", "<x.example.net>")]),
     NOTHING),
    ("spam", plain("oui", headers=[("X-Spam-Flag", "YES")]), NOTHING),
    ("a corrected file", with_file("lettre.md", "text", "markdown"), REMARK),
    ("a marked print", with_file("page.pdf", "application", "pdf"), REMARK),
    ("a picture", with_file("capture.png", "image", "png"), REMARK),
    ("an appointment", with_file("oui.ics", "text", "calendar"), REMARK),
    ("winmail.dat", with_file("winmail.dat", "application", "ms-tnef"),
     REMARK),
    ("answer to another mail of the thread", later_in_thread("ok"), REMARK),
    ("answer to another mail, thanks", later_in_thread("Merci"), REMARK),
]
