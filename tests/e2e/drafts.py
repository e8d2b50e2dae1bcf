"""Newsletters as editors write them in their mail programs.

Each row: (name, builder of the mail's bytes, the Markdown that comes out).
"""
import base64
import quopri

from orders import PNG


def part(kind, body, *fields, cte=None, charset="utf-8"):
    """One part of a mail, as bytes."""
    data = body.encode(charset) if isinstance(body, str) else body
    if cte == "base64":
        data = base64.encodebytes(data)
    elif cte == "quoted-printable":
        data = quopri.encodestring(data)
    head = [f"Content-Type: {kind}", *fields]
    if cte:
        head.append(f"Content-Transfer-Encoding: {cte}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + data.replace(
        b"\r\n", b"\n").replace(b"\n", b"\r\n")


def multi(kind, *parts, name="b0"):
    """Parts in one; `name` differs where they nest."""
    body = b"".join(b"--" + name.encode() + b"\r\n" + one + b"\r\n"
                    for one in parts)
    return (f"Content-Type: multipart/{kind}; boundary={name}\r\n\r\n".encode()
            + body + b"--" + name.encode() + b"--\r\n")


def mail(content, subject="La lettre"):
    return (f"From: Anne <anne@example.org>\r\nTo: lettre+newsletter@example"
            f".org\r\nSubject: {subject}\r\nMessage-ID: <1@example.org>\r\n"
            "MIME-Version: 1.0\r\n").encode() + content


def text(body, more="", **options):
    return mail(part(f"text/plain; charset={options.get('charset', 'utf-8')}"
                     + more, body, **options))


def page(body, **options):
    return mail(part(f"text/html; charset={options.get('charset', 'utf-8')}",
                     body, **options))


def image(name, identity=None, how="inline"):
    fields = [f'Content-Disposition: {how}; filename="{name}"']
    if identity:
        fields.append(f"Content-ID: <{identity}>")
    return part(f'image/png; name="{name}"', PNG, *fields, cte="base64")


WORD = """\
<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o=\
"urn:schemas-microsoft-com:office:office"><head><!--[if !mso]><style>v\\:* \
{behavior:url(#default#VML);}</style><![endif]--><style><!-- p.MsoNormal \
{margin:0cm} --></style></head><body lang=FR><div class=WordSection1>
<p class=MsoNormal><b><span style='font-size:18.0pt'>La lettre<o:p></o:p>\
</span></b></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>Bonjour&nbsp;à tous, <span style='font-weight:bold'>voici\
</span>&nbsp;:<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>\
<![if !supportLists]><span style='mso-list:Ignore'>·<span style='font:7.0pt \
"Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Un premier<o:p></o:p>\
</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>\
<![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp; </span>\
</span><![endif]>Dessous<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>\
<![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp; </span>\
</span><![endif]>Numéro<o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>Nom</b>\
<o:p></o:p></p></td><td><p>Prix | net</p></td></tr><tr><td><p>Un</p></td><td>\
<p>12</p></td></tr></table>
<p class=MsoNormal><!--[if gte vml 1]><v:shape><v:imagedata \
src="cid:image001.png@01D"/></v:shape><![endif]--><![if !vml]><img width=200 \
src="cid:image001.png@01D" alt="Un dessin"><![endif]></p>
<p class=MsoNormal><a name="_MailAutoSig"><span>Anne Petit</span></a></p>
<p class=MsoNormal><span style='mso-bookmark:_MailAutoSig'>Directrice</span>
</p></div></body></html>"""
WORD_MARKDOWN = """\
## La lettre

Bonjour\u00a0à tous, **voici**\u00a0:

-   Un premier
    -   Dessous
1.  Numéro

::: table

| **Nom** | Prix \\| net |
| Un | 12 |
:::

![Un dessin](image001.png)
"""
GMAIL = """\
<div dir="ltr"><div><font size="6">À la une</font><br></div><div>Bonjour,\
</div><div><br></div><div>Du <b>gras</b>, de l'<i>italique</i>.<br><ul><li>un\
<ul><li>sous</li></ul></li><li>deux</li></ul></div><div><img src="cid:ii_1" \
alt="image.png" width="100"><br></div><div><img src="cid:ii_2" \
alt="Le dessin"></div><div><br clear="all"></div><span class=\
"gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature">\
<div>Anne Petit</div></div></div>"""
GMAIL_MARKDOWN = """\
## À la une

Bonjour,

Du **gras**, de l'*italique*.

-   un
    -   sous
-   deux

![](image.png)\\
![Le dessin](image-2.png)
"""
QUOTE = """\
<div class="gmail_quote"><div dir="ltr" class="gmail_attr">Le lun. 23 nov. \
2026 à 10:12, Paul &lt;<a href="mailto:paul@example.org">paul@example.org</a>\
&gt; a écrit :<br></div><blockquote class="gmail_quote">secret</blockquote>\
</div>"""
FORWARD = """\
<div dir="ltr">{}<br><div class="gmail_quote"><div dir="ltr" class=\
"gmail_attr">---------- Forwarded message ---------<br>De : <strong \
class="gmail_sendername">Paul</strong> <span>&lt;paul@example.org&gt;</span>\
<br>Date: lun. 23 nov. 2026 à 10:12<br>Subject: Brouillon<br>To: \
&lt;anne@example.org&gt;<br></div><br><br><div>Le <b>texte</b>.</div></div>\
</div>"""
OUTLOOK = """\
<p>Le texte.</p><div style='border-top:solid #E1E1E1 1.0pt'><p><b>De :</b> \
Paul<br><b>Envoyé :</b> lundi 23 novembre 2026 10:12<br><b>À :</b> Anne<br>\
<b>Objet :</b> Brouillon</p></div><p>secret</p>"""
THUNDERBIRD_FORWARD = """\
<p>-------- Message transféré --------</p><table class=\
"moz-email-headers-table" border="0"><tr><th>Sujet :</th><td>Brouillon</td>\
</tr><tr><th>De :</th><td>Paul</td></tr></table><br><p>Le texte.</p>"""
DOCS = """\
<b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span \
style="font-weight:700">Un titre long</span></h2><p dir="ltr"><span \
style="font-size:11pt;font-weight:400">Du texte, </span><span style=\
"font-weight:700;font-style:italic">fort</span>.</p></b>"""

ROWS = [
    ("Word", lambda: mail(multi("related", multi(
        "alternative", part("text/plain", "x"),
        part("text/html; charset=windows-1252", WORD, charset="windows-1252",
             cte="quoted-printable"), name="b1"),
        image("image001.png", "image001.png@01D"))), WORD_MARKDOWN),
    ("Gmail", lambda: mail(multi("related", multi(
        "alternative", part("text/plain", "x"),
        part("text/html; charset=UTF-8", GMAIL, cte="base64"), name="b1"),
        image("image.png", "ii_1"), image("image.png", "ii_2"))),
     GMAIL_MARKDOWN),
    ("Gmail, an old mail below", lambda: page("<div>Le texte.</div>" + QUOTE),
     "Le texte.\n"),
    ("Gmail, forwarded", lambda: page(FORWARD.format("")), "Le **texte**.\n"),
    ("Gmail, forwarded with words above", lambda: page(FORWARD.format(
        "<div>Voici.</div>")), "Voici.\n"),
    ("Outlook, an old mail below", lambda: page(OUTLOOK), "Le texte.\n"),
    ("Outlook.com", lambda: page(
        '<div class="elementToProof" style="font-size:12pt">Un.</div><div '
        'class="elementToProof" style="font-size:12pt"><br></div><div class='
        '"elementToProof" style="font-size:18pt"><b>Titre</b></div><div '
        'class="elementToProof" style="font-size:12pt">Deux.</div><div id='
        '"Signature"><p>Anne Petit</p></div>'),
     "Un.\n\n## Titre\n\nDeux.\n"),
    ("all of it in large letters", lambda: page(
        '<div style="font-size:16pt">Un.</div><div style="font-size:16pt">'
        'Deux.</div>'), "Un.\\\nDeux.\n"),
    ("Thunderbird", lambda: page(
        '<html><head><meta charset="UTF-8"></head><body><p>Bonjour,</p><p><img '
        'moz-do-not-send="true" src="https://example.net/t.gif" alt=""></p>'
        '<pre class="moz-signature" cols="72">-- \nAnne</pre></body></html>'),
     "Bonjour,\n"),
    ("Thunderbird, forwarded", lambda: page(THUNDERBIRD_FORWARD),
     "Le texte.\n"),
    ("flowed", lambda: text(
        "Une ligne qui \nva loin.\n\n> un vers\n\n-- \nAnne\n",
        "; format=flowed"), "Une ligne qui va loin.\n\n> un vers\n"),
    ("flowed, DelSp", lambda: text(
        "Un mot cou \npé.\n", "; format=flowed; delsp=yes"), "Un mot coupé.\n"),
    ("a poem", lambda: text(
        "Victor Hugo a écrit :\n\n> Demain, dès l'aube\n\nVoilà.\n"),
     "Victor Hugo a écrit :\n\n> Demain, dès l'aube\n\nVoilà.\n"),
    ("hours", lambda: text(
        "Réunion\nDate : 3 décembre\nDe : 14 h\nÀ : 18 h\n\nVenez.\n"),
     "Réunion\nDate : 3 décembre\nDe : 14 h\nÀ : 18 h\n\nVenez.\n"),
    ("a rule and a heading", lambda: text(
        "Un titre\n--\n\nTexte.\n\n---\n\nSuite.\n"),
     "Un titre\n--\n\nTexte.\n\n---\n\nSuite.\n"),
    ("text, an old mail below", lambda: text(
        "Le texte.\n\nLe 23/11/2026 à 10:12, Paul a écrit :\n> secret\n"),
     "Le texte.\n"),
    ("text, forwarded", lambda: text(
        "-------- Message transféré --------\nSujet : Brouillon\nDate : Mon, "
        "23 Nov 2026 10:12:00 +0100\nDe : Paul <paul@example.org>\nPour : Anne"
        "\n\nLe texte.\n"), "Le texte.\n"),
    ("Apple Mail, forwarded", lambda: text(
        "\n\nDébut du message réexpédié :\n\n> De: Paul <paul@example.org>\n> "
        "Objet: Brouillon\n> Date: 23 novembre 2026 à 10:12:00 UTC+1\n> À: "
        "Anne\n> \n> Le texte.\n> \n> Suite.\n"), "Le texte.\n\nSuite.\n"),
    ("Apple Mail, text and images", lambda: mail(multi(
        "mixed", part("text/plain; charset=utf-8", "Avant.\n\n"),
        image("IMG (1).png"),
        part("text/plain; charset=utf-8", "\n\nAprès.\n"))),
     "Avant.\n\n![](<IMG (1).png>)\n\nAprès.\n"),
    ("what an image shows", lambda: mail(multi(
        "related", part("text/html; charset=utf-8",
                        '<img src="cid:1" alt="Le\n\nmarché"><img src="cid:2" '
                        'alt="fete_du-port.png"><img src="cid:3" alt=""><img '
                        'src="https://example.net/x.png" alt="ailleurs">'),
        image("IMG_1234.png", "1"), image("fete_du-port.png", "2"),
        image("Capture d'écran 2026-11-22.png", "3"))),
     "![Le  marché](IMG_1234.png)![fete du port](fete_du-port.png)"
     "![](<Capture d'écran 2026-11-22.png>)ailleurs\n"),
    ("code at the top", lambda: page("<pre>un\n  deux</pre><p>trois</p>"),
     "    un\n      deux\n\ntrois\n"),
    ("an image that the page does not name", lambda: mail(multi(
        "related", part("text/html", "<p>Le logo. <img src='cid:logo10'></p>"),
        image("port.png", "logo"), image("place.png", "logo10"))),
     "Le logo. ![place](place.png)\n\n![port](port.png)\n"),
    ("an image whose address is encoded", lambda: mail(multi(
        "related", part("text/html", '<img src="cid:a%26b%40c" alt="Un"><img '
                        'src="cid:d&amp;e@c" alt="Deux">'),
        image("1.png", "a&b@c"), image("2.png", "d&e@c"))),
     "![Un](1.png)![Deux](2.png)\n"),
    ("Apple Mail, pages and images", lambda: mail(multi(
        "alternative", part("text/plain", "x"), multi(
            "mixed", part("text/html; charset=utf-8", "<div>Avant.</div>"),
            image("IMG_1.png"),
            part("text/html; charset=utf-8", "<b>Après.</b>"), name="b1"))),
     "Avant.\n\n![](IMG_1.png)\n\n**Après.**\n"),
    ("iPhone", lambda: page(
        '<html><body dir="auto">Bonjour,<div><br></div><div>Voilà.</div><br>'
        '<div dir="ltr">Envoyé de mon iPhone</div></body></html>'),
     "Bonjour,\n\nVoilà.\n"),
    ("Android", lambda: text(
        "Bonjour.\n\n--\nEnvoyé de mon appareil Android avec Courriel K-9 "
        "Mail. Veuillez excuser ma brièveté.\n"), "Bonjour.\n"),
    ("a company's notice", lambda: text(
        "Bonjour.\n\nCe message et toutes les pièces jointes sont établis à "
        "l'attention exclusive de ses destinataires.\nMerci.\n"),
     "Bonjour.\n"),
    ("an appointment beside it", lambda: mail(multi(
        "alternative", part("text/plain", "x"),
        part("text/html", "<p>Venez.</p>"),
        part("text/calendar; method=REQUEST", "BEGIN:VCALENDAR\n"))),
     "Venez.\n"),
    ("Google's documents", lambda: page(DOCS),
     "## Un titre long\n\nDu texte, ***fort***.\n"),
    ("a page that a table sets", lambda: page(
        "<table width=600 cellpadding=0 border=0><tr><td>Un</td><td>Deux</td>"
        "</tr><tr><td>Trois</td><td>Quatre</td></tr></table>"),
     "Un\n\nDeux\n\nTrois\n\nQuatre\n"),
    ("hidden, struck out, programs", lambda: page(
        '<div style="display: none">Caché</div><script>x()</script><p '
        'onclick="x()">Un <s>faux</s> <a href="javascript:x()">lien</a>'
        '<iframe src="https://example.net"></iframe><form><input value="x">'
        '</form></p>'), "Un lien\n"),
    ("windows-1252", lambda: text("L’été à 10 €\n", charset="windows-1252",
                                  cte="quoted-printable"), "L’été à 10 €\n"),
    ("Japanese", lambda: text("こんにちは\n", charset="iso-2022-jp"),
     "こんにちは\n"),
    ("8bit", lambda: text("Été\n", cte="8bit"), "Été\n"),
    ("signed", lambda: mail(multi(
        'signed; protocol="application/pgp-signature"; micalg=pgp-sha256',
        part("text/plain; charset=utf-8", "Le texte.\n"),
        part("application/pgp-signature", "x"))), "Le texte.\n"),
    ("a list's foot below", lambda: mail(multi(
        "mixed", part("text/html", "<p>Le texte.</p>"),
        part("text/plain", "_______________\nx mailing list\nhttps://x\n"))),
     "Le texte.\n\n_______________\nx mailing list\nhttps://x\n"),
]
