/* Known providers (presets.txt): settings for those that the file leaves. */
#ifndef CONF_CONF_PRESET_H
#define CONF_CONF_PRESET_H

#include <stdbool.h>

#include "base/str.h"

struct conf_preset {
	struct str name;
	struct str lines; /* its settings, "KEY = VALUE" each */
};

/* All of them, one after the other: *rest is conf_preset_all() at first. */
struct str conf_preset_all(void);
bool conf_preset_next(struct str *rest, struct conf_preset *out);

bool conf_preset_find(const char *name, struct conf_preset *out);

/* What the preset itself says: a setting of smtp, label, note, source, read. */
bool conf_preset_says(
    const struct conf_preset *preset, const char *key, struct str *value);

/*
 * What holds for a setting of smtp: a preset without figures from a source
 * goes at the common careful pace.
 */
bool conf_preset_value(
    const struct conf_preset *preset, const char *key, struct str *value);

#endif
