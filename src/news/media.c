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

static unsigned big(struct str bytes, size_t at)
{
	return (unsigned)(unsigned char)bytes.p[at] << 8 |
	       (unsigned char)bytes.p[at + 1];
}

static unsigned little(struct str bytes, size_t at)
{
	return (unsigned)(unsigned char)bytes.p[at + 1] << 8 |
	       (unsigned char)bytes.p[at];
}

/* The frame header (SOF) among the segments, ITU-T T.81 annex B. */
static void jpeg_size(struct str bytes, struct media *out)
{
	size_t at = 2;

	while (at + 9 <= bytes.n && (unsigned char)bytes.p[at] == 0xff) {
		unsigned char kind = (unsigned char)bytes.p[at + 1];
		bool frame = kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 &&
			     kind != 0xc8 && kind != 0xcc;
		if (kind == 0xff) {
			at++;
			continue;
		}
		if (frame) {
			out->height = (int)big(bytes, at + 5);
			out->width = (int)big(bytes, at + 7);
			return;
		}
		at += 2 + big(bytes, at + 2);
	}
}

static void image_size(struct str bytes, struct media *out)
{
	if (str_is(str_c(out->type), "image/png") && bytes.n >= 24 &&
	    big(bytes, 16) == 0 && big(bytes, 20) == 0) {
		out->width = (int)big(bytes, 18);
		out->height = (int)big(bytes, 22);
	} else if (str_is(str_c(out->type), "image/gif") && bytes.n >= 10) {
		out->width = (int)little(bytes, 6);
		out->height = (int)little(bytes, 8);
	} else if (str_is(str_c(out->type), "image/jpeg")) {
		jpeg_size(bytes, out);
	}
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
	out->image =
	    content != NULL && (str_is(str_c(content), "image/png") ||
				   str_is(str_c(content), "image/jpeg") ||
				   str_is(str_c(content), "image/gif"));
	if (named != NULL)
		out->other = content != NULL ? !str_is(str_c(content), named)
					     : has_magic(named);
	out->refused = is_program(content);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		out->refused =
		    out->refused || str_iends(name, str_c(refused[i]));
	if (out->image)
		image_size(bytes, out);
}
