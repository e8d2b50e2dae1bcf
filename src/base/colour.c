#include "base/colour.h"

#include <math.h>
#include <stdio.h>

enum { PARTS = 255 };

/* A tint of the accent, so that everything on the page belongs together. */
enum { PANEL_LIGHT = 13, PANEL_DARK = 22, RULE_LIGHT = 46, RULE_DARK = 64 };

bool colour_parse(struct str text, struct colour *out)
{
	unsigned char bytes[3];

	if (text.n != COLOUR_SIZE - 1 || text.p[0] != '#')
		return false;
	for (size_t i = 0; i < 3; i++) {
		int high = str_hex(text.p[1 + 2 * i]);
		int low = str_hex(text.p[2 + 2 * i]);
		if (high < 0 || low < 0)
			return false;
		bytes[i] = (unsigned char)(high * 16 + low);
	}
	*out = (struct colour){ bytes[0], bytes[1], bytes[2] };
	return true;
}

void colour_format(struct colour colour, char out[COLOUR_SIZE])
{
	(void)snprintf(out, COLOUR_SIZE, "#%02x%02x%02x", colour.red,
	    colour.green, colour.blue);
}

static double linear(unsigned char channel)
{
	double part = channel / 255.0;

	return part <= 0.04045 ? part / 12.92
			       : pow((part + 0.055) / 1.055, 2.4);
}

/* WCAG 2.2, "relative luminance". */
static double luminance(struct colour c)
{
	return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) +
	       0.0722 * linear(c.blue);
}

double colour_contrast(struct colour a, struct colour b)
{
	double first = luminance(a) + 0.05;
	double second = luminance(b) + 0.05;

	return first > second ? first / second : second / first;
}

static unsigned char mix(unsigned over, unsigned under, unsigned part)
{
	return (
	    unsigned char)((over * part + under * (PARTS - part) + PARTS / 2) /
			   PARTS);
}

struct colour colour_mix(struct colour over, struct colour under, unsigned part)
{
	return (struct colour){ mix(over.red, under.red, part),
		mix(over.green, under.green, part),
		mix(over.blue, under.blue, part) };
}

struct colour colour_lighten(
    struct colour colour, struct colour background, double least)
{
	const struct colour white = { 255, 255, 255 };
	struct colour lighter = colour;

	for (unsigned part = 0; part <= PARTS; part++) {
		lighter = colour_mix(white, colour, part);
		if (colour_contrast(lighter, background) >= least)
			break;
	}
	return lighter;
}

/* Darker, until the text on it, or it on the text, can be read. */
static struct colour readable(struct colour colour, struct colour background)
{
	const struct colour black = { 0, 0, 0 };
	struct colour darker = colour;

	for (unsigned part = 0; part <= PARTS; part++) {
		darker = colour_mix(black, colour, part);
		if (colour_contrast(darker, background) >= COLOUR_AA)
			break;
	}
	return darker;
}

static void light(struct colour accent, struct colour out[PALETTE__MAX])
{
	const struct colour white = { 255, 255, 255 };
	const struct colour ink = { 0x1c, 0x24, 0x21 };

	out[PALETTE_PAGE] = white;
	out[PALETTE_PANEL] = colour_mix(accent, white, PANEL_LIGHT);
	out[PALETTE_BACK] = (struct colour){ 0xee, 0xf0, 0xef };
	out[PALETTE_RULE] = colour_mix(ink, white, RULE_LIGHT);
	out[PALETTE_TEXT] = ink;
	out[PALETTE_QUIET] = (struct colour){ 0x4d, 0x58, 0x53 };
	out[PALETTE_ACCENT] = readable(accent, out[PALETTE_PANEL]);
	out[PALETTE_ON_ACCENT] = white;
}

static void dark(struct colour accent, struct colour out[PALETTE__MAX])
{
	const struct colour page = { 0x1d, 0x21, 0x20 };
	const struct colour white = { 255, 255, 255 };

	out[PALETTE_PAGE] = page;
	out[PALETTE_BACK] = (struct colour){ 0x13, 0x16, 0x15 };
	out[PALETTE_RULE] = colour_mix(white, page, RULE_DARK);
	out[PALETTE_TEXT] = (struct colour){ 0xe9, 0xee, 0xec };
	out[PALETTE_QUIET] = (struct colour){ 0xb6, 0xc1, 0xbc };
	/* Comfortable rather than just enough: thin letters glow. */
	out[PALETTE_ACCENT] = colour_lighten(accent, page, 7);
	out[PALETTE_PANEL] = colour_mix(out[PALETTE_ACCENT], page, PANEL_DARK);
	out[PALETTE_ON_ACCENT] = out[PALETTE_BACK];
}

void colour_palette(
    struct colour accent, bool is_dark, struct colour out[PALETTE__MAX])
{
	if (is_dark)
		dark(accent, out);
	else
		light(accent, out);
}

const char *colour_role(enum palette_role role)
{
	static const char *const names[PALETTE__MAX] = {
		[PALETTE_ACCENT] = "accent",
		[PALETTE_ON_ACCENT] = "on_accent",
		[PALETTE_TEXT] = "text",
		[PALETTE_QUIET] = "quiet",
		[PALETTE_PAGE] = "page",
		[PALETTE_BACK] = "back",
		[PALETTE_PANEL] = "panel",
		[PALETTE_RULE] = "rule",
	};

	return names[role];
}
