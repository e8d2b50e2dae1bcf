/*
 * Colours that people can read: contrast as WCAG 2.2 defines it, and the
 * set of colours that mails use, made of the one that a site chooses.
 */
#ifndef BASE_COLOUR_H
#define BASE_COLOUR_H

#include <stdbool.h>

#include "base/str.h"

struct colour {
	unsigned char red;
	unsigned char green;
	unsigned char blue;
};

enum { COLOUR_SIZE = 8 }; /* "#rrggbb" and the NUL */

/* The least contrast of text: WCAG 2.2, success criterion 1.4.3, level AA. */
#define COLOUR_AA      4.5

/* The accent of sites that choose none. */
#define COLOUR_DEFAULT "#0b6b4f"

/* Reads "#rrggbb", of either case; false for anything else. */
bool colour_parse(struct str text, struct colour *out);

/* Writes it so, in lower case. */
void colour_format(struct colour colour, char out[COLOUR_SIZE]);

/* From 1 (the same) to 21 (black and white), whatever their order. */
double colour_contrast(struct colour a, struct colour b);

/*
 * The colour made lighter, no more than is needed, until it can be read on
 * the dark `background` (contrast `least`, at most 7).
 */
struct colour colour_lighten(
    struct colour colour, struct colour background, double least);

/* `part` of 255 parts of a colour over another one. */
struct colour colour_mix(
    struct colour over, struct colour under, unsigned part);

enum palette_role {
	PALETTE_ACCENT,    /* links, buttons, rules of titles */
	PALETTE_ON_ACCENT, /* what is written on it */
	PALETTE_TEXT,
	PALETTE_QUIET, /* dates, authors, the foot */
	PALETTE_PAGE,  /* what is behind text */
	PALETTE_BACK,  /* what is around the page */
	PALETTE_PANEL, /* behind what stands apart: an event, a call */
	PALETTE_RULE,  /* thin lines */
	PALETTE__MAX
};

/*
 * The colours of a mail for this accent, in light or in dark: each text is
 * readable (COLOUR_AA) on PAGE, PANEL and BACK if `accent` is on white.
 */
void colour_palette(
    struct colour accent, bool dark, struct colour out[PALETTE__MAX]);

/* "accent", "on_accent", ...: as templates call them. */
const char *colour_role(enum palette_role role);

#endif
