#include "news/media.h"

#include <stdint.h>

struct magic {
	const char *type;
	size_t offset;
	struct str bytes;
};

#define AT(offset, bytes)                                                      \
	offset,                                                                \
	{                                                                      \
		bytes, sizeof(bytes) - 1                                       \
	}

static const struct magic magics[] = {
	{ "image/png", AT(0, "\x89PNG\r\n\x1a\n") },
	{ "image/jpeg", AT(0, "\xff\xd8\xff") },
	{ "image/gif", AT(0, "GIF87a") },
	{ "image/gif", AT(0, "GIF89a") },
	{ "image/webp", AT(8, "WEBP") },
	{ "image/heic", AT(4, "ftypheic") },
	{ "image/avif", AT(4, "ftypavif") },
	{ "image/tiff", AT(0, "II*\0") },
	{ "image/tiff", AT(0, "MM\0*") },
	{ "application/pdf", AT(0, "%PDF-") },
	{ "application/x-msdownload", AT(0, "MZ") },
	{ "application/x-executable", AT(0, "\x7f"
					    "ELF") },
};

/* Types by the end of the name; archives and documents are often ZIP. */
static const struct {
	const char *end;
	const char *type;
} ends[] = {
	{ ".png", "image/png" },
	{ ".jpg", "image/jpeg" },
	{ ".jpeg", "image/jpeg" },
	{ ".gif", "image/gif" },
	{ ".webp", "image/webp" },
	{ ".svg", "image/svg+xml" },
	{ ".pdf", "application/pdf" },
	{ ".txt", "text/plain" },
	{ ".md", "text/markdown" },
	{ ".csv", "text/csv" },
	{ ".ics", "text/calendar" },
	{ ".vcf", "text/vcard" },
	{ ".html", "text/html" },
	{ ".json", "application/json" },
	{ ".xml", "application/xml" },
	{ ".bib", "application/x-bibtex" },
	{ ".rtf", "application/rtf" },
	{ ".zip", "application/zip" },
	{ ".epub", "application/epub+zip" },
	{ ".odt", "application/vnd.oasis.opendocument.text" },
	{ ".ods", "application/vnd.oasis.opendocument.spreadsheet" },
	{ ".odp", "application/vnd.oasis.opendocument.presentation" },
	{ ".doc", "application/msword" },
	{ ".xls", "application/vnd.ms-excel" },
	{ ".ppt", "application/vnd.ms-powerpoint" },
	{ ".docx",
	    "application/"
	    "vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ ".xlsx", "application/"
		   "vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ ".pptx",
	    "application/"
	    "vnd.openxmlformats-officedocument.presentationml.presentation" },
	{ ".mp3", "audio/mpeg" },
	{ ".ogg", "audio/ogg" },
	{ ".mp4", "video/mp4" },
};

/* Programs and what starts them, as the large providers' lists have them. */
static const char *const refused[] = { ".ade", ".adp", ".apk", ".appx", ".bat",
	".cab", ".chm", ".cmd", ".com", ".cpl", ".dll", ".dmg", ".exe", ".hta",
	".img", ".ins", ".iso", ".isp", ".jar", ".js", ".jse", ".lib", ".lnk",
	".mde", ".msc", ".msi", ".msp", ".mst", ".nsh", ".pif", ".ps1", ".scr",
	".sct", ".shb", ".sys", ".vb", ".vbe", ".vbs", ".vhd", ".vxd", ".wsc",
	".wsf", ".wsh", ".xll" };

static const char *by_content(struct str bytes)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (bytes.n > magics[i].offset &&
		    str_starts(
			str_from(bytes, magics[i].offset), magics[i].bytes))
			return magics[i].type;
	return NULL;
}

static const char *by_name(struct str name)
{
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (str_iends(name, str_c(ends[i].end)))
			return ends[i].type;
	return NULL;
}

/* Has the type first bytes of its own, which are missed where it is named? */
static bool has_magic(const char *type)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (str_is(str_c(type), magics[i].type))
			return true;
	return false;
}

/* Programs of Windows and Linux, whatever their name. */
static bool is_program(const char *content)
{
	return content != NULL &&
	       (str_is(str_c(content), "application/x-msdownload") ||
		   str_is(str_c(content), "application/x-executable"));
}

static const char *ending_of(const char *type)
{
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (str_is(str_c(ends[i].type), type))
			return ends[i].end;
	return "";
}

const char *media_name(struct arena *arena, const char *name, const char *type)
{
	struct str stem = str_c(name);
	const char *named = by_name(stem);

	if (named != NULL && str_is(str_c(named), type))
		return name;
	if (named != NULL)
		while (stem.p[--stem.n] != '.')
			continue;
	return arena_printf(arena, "%.*s%s", STR_ARG(stem), ending_of(type));
}

void media_look(struct str name, struct str bytes, struct media *out)
{
	const char *content = by_content(bytes);
	const char *named = by_name(name);

	*out = (struct media){ .type = "application/octet-stream" };
	if (content != NULL)
		out->type = content;
	else if (named != NULL)
		out->type = named;
	if (named != NULL)
		out->other = content != NULL ? !str_is(str_c(content), named)
					     : has_magic(named);
	out->refused = is_program(content);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		out->refused =
		    out->refused || str_iends(name, str_c(refused[i]));
}
