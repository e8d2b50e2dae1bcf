#include "mail/charset_label.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"

enum { LABEL_MAX = 60, DIGITS_MAX = 5 };

/*
 * Labels without anything but letters and digits, in lower case, without
 * "x" in front.  Senders put most of the vague ones on anything; the rest are
 * names that iconv does not know, and charsets that have a larger brother
 * which many senders mean.
 */
static const struct row {
	const char *label;
	struct charset_label means;
} rows[] = {
	{ "", { .form = CHARSET_VAGUE } },
	{ "usascii", { .form = CHARSET_VAGUE } },
	{ "ascii", { .form = CHARSET_VAGUE } },
	{ "usacsii", { .form = CHARSET_VAGUE } },
	{ "iso646us", { .form = CHARSET_VAGUE } },
	{ "ansix341968", { .form = CHARSET_VAGUE } },
	{ "utf8", { .form = CHARSET_VAGUE } },
	{ "utf8mb4", { .form = CHARSET_VAGUE } },
	{ "unicode11utf8", { .form = CHARSET_VAGUE } },
	{ "unicode20utf8", { .form = CHARSET_VAGUE } },
	{ "cp65001", { .form = CHARSET_VAGUE } },
	{ "7bit", { .form = CHARSET_VAGUE } },
	{ "8bit", { .form = CHARSET_VAGUE } },
	{ "unknown", { .form = CHARSET_VAGUE } },
	{ "unknown8bit", { .form = CHARSET_VAGUE } },
	{ "default", { .form = CHARSET_VAGUE } },
	{ "defaultcharset", { .form = CHARSET_VAGUE } },
	{ "userdefined", { .form = CHARSET_VAGUE } },
	{ "none", { .form = CHARSET_VAGUE } },
	{ "binary", { .form = CHARSET_VAGUE } },
	{ "ansi", { .form = CHARSET_VAGUE } },
	{ "latin1", { .form = CHARSET_VAGUE } },
	{ "isolatin1", { .form = CHARSET_VAGUE } },
	{ "l1", { .form = CHARSET_VAGUE } },
	{ "iso88591", { .form = CHARSET_VAGUE } },
	{ "iso885911987", { .form = CHARSET_VAGUE } },
	{ "iso88591windows31latin1", { .form = CHARSET_VAGUE } },
	{ "cp819", { .form = CHARSET_VAGUE } },
	{ "ibm819", { .form = CHARSET_VAGUE } },
	{ "windows1252", { .form = CHARSET_VAGUE } },
	{ "cp1252", { .form = CHARSET_VAGUE } },
	{ "win1252", { .form = CHARSET_VAGUE } },
	{ "iso885915", { CHARSET_NAMED, { "ISO-8859-15" }, true } },
	{ "latin9", { CHARSET_NAMED, { "ISO-8859-15" }, true } },
	{ "iso88599", { CHARSET_NAMED, { "CP1254" }, true } },
	{ "iso88598i", { CHARSET_NAMED, { "ISO-8859-8", "CP1255" }, false } },
	{ "iso88598e", { CHARSET_NAMED, { "ISO-8859-8", "CP1255" }, false } },
	{ "iso88598", { CHARSET_NAMED, { "ISO-8859-8", "CP1255" }, false } },
	{ "logical", { CHARSET_NAMED, { "ISO-8859-8", "CP1255" }, false } },
	{ "visual", { CHARSET_NAMED, { "ISO-8859-8", "CP1255" }, false } },
	{ "iso88596i", { CHARSET_NAMED, { "ISO-8859-6" }, false } },
	{ "iso88596e", { CHARSET_NAMED, { "ISO-8859-6" }, false } },
	{ "koi8", { CHARSET_NAMED, { "KOI8-R" }, false } },
	{ "macroman", { CHARSET_NAMED, { "MACINTOSH" }, false } },
	{ "mac", { CHARSET_NAMED, { "MACINTOSH" }, false } },
	{ "applemac", { CHARSET_NAMED, { "MACINTOSH" }, false } },
	{ "macce", { CHARSET_NAMED, { "MAC-CENTRALEUROPE" }, false } },
	{ "maccyrillic", { CHARSET_NAMED, { "MAC-CYRILLIC" }, false } },
	{ "utf7", { CHARSET_NAMED, { "UTF-7" }, false } },
	{ "unicode11utf7", { CHARSET_NAMED, { "UTF-7" }, false } },
	{ "unicode20utf7", { CHARSET_NAMED, { "UTF-7" }, false } },
	{ "utf16", { .form = CHARSET_WIDE } },
	{ "utf16le", { CHARSET_WIDE, { "UTF-16LE" }, false } },
	{ "utf16be", { CHARSET_WIDE, { "UTF-16BE" }, false } },
	{ "unicode", { .form = CHARSET_WIDE } },
	{ "ucs2", { .form = CHARSET_WIDE } },
	{ "iso10646ucs2", { .form = CHARSET_WIDE } },
	{ "gb2312", { CHARSET_NAMED, { "EUC-CN", "GB18030" }, false } },
	{ "gb231280", { CHARSET_NAMED, { "EUC-CN", "GB18030" }, false } },
	{ "euccn", { CHARSET_NAMED, { "EUC-CN", "GB18030" }, false } },
	{ "csgb2312", { CHARSET_NAMED, { "EUC-CN", "GB18030" }, false } },
	{ "chinese", { CHARSET_NAMED, { "EUC-CN", "GB18030" }, false } },
	{ "gbk", { CHARSET_NAMED, { "GBK", "GB18030" }, false } },
	{ "cp936", { CHARSET_NAMED, { "GBK", "GB18030" }, false } },
	{ "ms936", { CHARSET_NAMED, { "GBK", "GB18030" }, false } },
	{ "windows936", { CHARSET_NAMED, { "GBK", "GB18030" }, false } },
	{ "hz", { CHARSET_HZ, { "EUC-CN", "GB18030" }, false } },
	{ "hzgb2312", { CHARSET_HZ, { "EUC-CN", "GB18030" }, false } },
	{ "big5", { CHARSET_NAMED, { "BIG5", "BIG5-HKSCS" }, false } },
	{ "cnbig5", { CHARSET_NAMED, { "BIG5", "BIG5-HKSCS" }, false } },
	{ "cp950", { CHARSET_NAMED, { "CP950", "BIG5-HKSCS" }, false } },
	{ "shiftjis", { CHARSET_NAMED, { "SJIS", "CP932" }, false } },
	{ "sjis", { CHARSET_NAMED, { "SJIS", "CP932" }, false } },
	{ "mskanji", { CHARSET_NAMED, { "SJIS", "CP932" }, false } },
	{ "windows31j", { CHARSET_NAMED, { "CP932" }, false } },
	{ "ms932", { CHARSET_NAMED, { "CP932" }, false } },
	{ "eucjp", { CHARSET_NAMED, { "EUC-JP", "EUC-JP-MS" }, false } },
	{ "ujis", { CHARSET_NAMED, { "EUC-JP", "EUC-JP-MS" }, false } },
	{ "iso2022jp",
	    { CHARSET_NAMED, { "ISO-2022-JP", "ISO-2022-JP-3" }, false } },
	{ "iso2022jp1",
	    { CHARSET_NAMED, { "ISO-2022-JP-2", "ISO-2022-JP-3" }, false } },
	{ "iso2022jpms",
	    { CHARSET_NAMED, { "ISO-2022-JP", "ISO-2022-JP-3" }, false } },
	{ "cp50220",
	    { CHARSET_NAMED, { "ISO-2022-JP", "ISO-2022-JP-3" }, false } },
	{ "csiso2022jp",
	    { CHARSET_NAMED, { "ISO-2022-JP", "ISO-2022-JP-3" }, false } },
	{ "euckr", { CHARSET_NAMED, { "EUC-KR", "UHC" }, false } },
	{ "ksc5601", { CHARSET_NAMED, { "EUC-KR", "UHC" }, false } },
	{ "ksc56011987", { CHARSET_NAMED, { "EUC-KR", "UHC" }, false } },
	{ "ksc56011989", { CHARSET_NAMED, { "EUC-KR", "UHC" }, false } },
	{ "ks56011987", { CHARSET_NAMED, { "EUC-KR", "UHC" }, false } },
	{ "korean", { CHARSET_NAMED, { "EUC-KR", "UHC" }, false } },
	{ "cp949", { CHARSET_NAMED, { "UHC" }, false } },
	{ "ms949", { CHARSET_NAMED, { "UHC" }, false } },
	{ "windows949", { CHARSET_NAMED, { "UHC" }, false } },
	{ "tis620", { CHARSET_NAMED, { "TIS-620", "CP874" }, false } },
};

/* Letters and digits only: "ISO_8859-1" and "iso8859 1" are the same. */
static char *squeeze(struct arena *arena, const char *label)
{
	char *out = arena_alloc(arena, LABEL_MAX + 1);
	size_t n = 0;

	for (const char *p = label; *p != '\0' && n < LABEL_MAX; p++) {
		char c = str_lower(*p);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = c;
	}
	out[n] = '\0';
	return out;
}

static bool is_number(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n > 0 && n <= DIGITS_MAX && s[n] == '\0';
}

/* Families of names that differ in their number. */
static const char *numbered(struct arena *arena, const char *squeezed)
{
	static const struct {
		const char *prefix;
		const char *name;
	} families[] = {
		{ "cp", "CP" },
		{ "ibm", "CP" },
		{ "windows", "CP" },
		{ "win", "CP" },
		{ "dos", "CP" },
		{ "msdos", "CP" },
		{ "iso8859", "ISO-8859-" },
		{ "8859", "ISO-8859-" },
		{ "latin", "LATIN" },
	};

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		size_t n = strlen(families[i].prefix);
		if (strncmp(squeezed, families[i].prefix, n) == 0 &&
		    is_number(squeezed + n))
			return arena_printf(
			    arena, "%s%s", families[i].name, squeezed + n);
	}
	return NULL;
}

static const struct row *find(const char *squeezed)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(squeezed, rows[i].label) == 0)
			return &rows[i];
	return NULL;
}

void charset_label(
    struct arena *arena, const char *label, struct charset_label *out)
{
	struct str text = str_trim(str_c(label));
	const char *squeezed;
	const struct row *row;

	while (text.n > 0 && strchr("'\"", text.p[0]) != NULL)
		text = str_from(text, 1);
	while (text.n > 0 && strchr("'\"", text.p[text.n - 1]) != NULL)
		text.n--;
	squeezed = squeeze(arena, arena_dup(arena, text));
	row = find(squeezed);
	if (row == NULL && squeezed[0] == 'x') {
		squeezed++;
		row = find(squeezed);
	}
	if (row != NULL) {
		*out = row->means;
		return;
	}
	*out = (struct charset_label){ .form = CHARSET_NAMED };
	out->name[0] = numbered(arena, squeezed);
	if (out->name[0] == NULL)
		out->name[0] = arena_dup(arena, text);
}
