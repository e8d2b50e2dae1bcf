#include "mail/parts.h"

#include <string.h>

static const struct {
	const char *type; /* ending with '/': all of its subtypes */
	unsigned parts;
} types[] = {
	{ "application/ms-tnef", PARTS_TNEF },
	{ "application/vnd.ms-tnef", PARTS_TNEF },
	{ "application/pkcs7-signature", PARTS_SMIME_SIGNED },
	{ "application/x-pkcs7-signature", PARTS_SMIME_SIGNED },
	{ "application/pgp-encrypted", PARTS_PGP_ENCRYPTED },
	{ "application/pgp-signature", PARTS_PGP_SIGNED },
	{ "application/pgp-keys", PARTS_PGP_KEY },
	{ "text/calendar", PARTS_CALENDAR },
	{ "text/x-vcalendar", PARTS_CALENDAR },
	{ "message/", PARTS_MESSAGE },
	{ "text/rfc822", PARTS_MESSAGE },
};

static bool is_smime(const struct mime_leaf *leaf)
{
	return strcmp(leaf->type, "application/pkcs7-mime") == 0 ||
	       strcmp(leaf->type, "application/x-pkcs7-mime") == 0 ||
	       (strcmp(leaf->file, "smime.p7m") == 0 &&
		   strcmp(leaf->type, "application/octet-stream") == 0);
}

/* Without a word about it, it is encrypted: that is the careful guess. */
static unsigned smime(const struct mime_leaf *leaf)
{
	if (strcmp(leaf->kind, "certs-only") == 0)
		return PARTS_SMIME_SIGNED;
	if (strcmp(leaf->kind, "signed-data") == 0 ||
	    strcmp(leaf->kind, "compressed-data") == 0)
		return PARTS_SMIME_OPAQUE;
	return PARTS_SMIME_ENCRYPTED;
}

static unsigned leaf_parts(const struct mime_leaf *leaf)
{
	unsigned parts = 0;

	if (is_smime(leaf))
		return smime(leaf);
	if (strcmp(leaf->file, "winmail.dat") == 0)
		parts = PARTS_TNEF;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		bool all = str_ends(str_c(types[i].type), str_c("/"));
		if (all ? str_starts(str_c(leaf->type), str_c(types[i].type))
			: strcmp(leaf->type, types[i].type) == 0)
			parts |= types[i].parts;
	}
	if ((parts & PARTS_CALENDAR) != 0 && strcmp(leaf->kind, "reply") == 0)
		parts |= PARTS_CALENDAR_REPLY;
	if (parts == 0 && (leaf->attachment || leaf->file[0] != '\0'))
		parts = PARTS_ATTACHMENT;
	return parts;
}

static unsigned shell_parts(const struct mime_shell *shell)
{
	bool smime = strstr(shell->protocol, "pkcs7") != NULL;

	if (shell->encrypted)
		return smime ? PARTS_SMIME_ENCRYPTED : PARTS_PGP_ENCRYPTED;
	return smime ? PARTS_SMIME_SIGNED : PARTS_PGP_SIGNED;
}

/* PGP from before MIME, in the text itself (RFC 9580 section 6.2). */
static unsigned armour(struct str text)
{
	static const struct {
		const char *line;
		unsigned parts;
	} known[] = {
		{ "-----BEGIN PGP MESSAGE", PARTS_PGP_ENCRYPTED },
		{ "-----BEGIN PGP SIGNED MESSAGE", PARTS_PGP_SIGNED },
		{ "-----BEGIN PGP PUBLIC KEY", PARTS_PGP_KEY },
	};
	struct str line;
	unsigned parts = 0;

	while (str_split(&text, '\n', &line))
		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (str_starts(line, str_c(known[i].line)))
				parts |= known[i].parts;
	return parts;
}

unsigned parts_read(
    const struct mime *mime, struct str context, struct str text)
{
	unsigned parts = armour(text);

	for (size_t i = 0; i < mime->leaf_count; i++)
		parts |= leaf_parts(&mime->leaf[i]);
	for (size_t i = 0; i < mime->shell_count; i++)
		parts |= shell_parts(&mime->shell[i]);
	if (mime->protected_headers)
		parts |= PARTS_PROTECTED_HEADERS;
	if (str_iis(context, "voice-message") ||
	    strcmp(mime->type, "multipart/voice-message") == 0)
		parts |= PARTS_VOICE;
	if (str_iis(context, "fax-message") ||
	    strcmp(mime->type, "multipart/fax-message") == 0)
		parts |= PARTS_FAX;
	return parts;
}

const char *parts_word(unsigned parts, size_t n)
{
	static const char *const words[] = { "attachment", "message", "tnef",
		"smime-encrypted", "smime-signed", "smime-opaque",
		"pgp-encrypted", "pgp-signed", "pgp-key", "protected-headers",
		"calendar", "calendar-reply", "voice", "fax" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if ((parts & (1U << i)) != 0 && n-- == 0)
			return words[i];
	return NULL;
}
