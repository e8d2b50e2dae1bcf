#include "conf/conf_preset.h"

#include "base/asset.h"

#define COMMON "careful"

struct str conf_preset_all(void)
{
	const struct asset *asset = asset_find("src/conf/presets.txt");

	return asset == NULL ? str_c("") : asset_text(asset);
}

static bool is_head(struct str line)
{
	return line.n > 2 && line.p[0] == '[' && line.p[line.n - 1] == ']';
}

bool conf_preset_next(struct str *rest, struct conf_preset *out)
{
	struct str line = str_c("");
	struct str ahead;

	while (!is_head(line))
		if (!str_line(rest, &line))
			return false;
	out->name = str_sub(line, 1, line.n - 2);
	out->lines = *rest;
	ahead = *rest;
	while (str_line(&ahead, &line) && !is_head(line))
		*rest = ahead;
	out->lines.n -= rest->n;
	return true;
}

bool conf_preset_find(const char *name, struct conf_preset *out)
{
	struct str rest = conf_preset_all();

	while (conf_preset_next(&rest, out))
		if (str_is(out->name, name))
			return true;
	return false;
}

bool conf_preset_says(
    const struct conf_preset *preset, const char *key, struct str *value)
{
	struct str rest = preset->lines;
	struct str line;
	struct str word;

	while (str_line(&rest, &line)) {
		if (line.n == 0 || line.p[0] == '#' ||
		    !str_split(&line, '=', &word) ||
		    !str_is(str_trim(word), key))
			continue;
		*value = str_trim(line);
		return true;
	}
	return false;
}

bool conf_preset_value(
    const struct conf_preset *preset, const char *key, struct str *value)
{
	struct conf_preset common;

	if (conf_preset_says(preset, key, value))
		return true;
	if (conf_preset_says(preset, "source", value) ||
	    str_is(str_c(key), "label") || str_is(str_c(key), "note"))
		return false;
	return conf_preset_find(COMMON, &common) &&
	       conf_preset_says(&common, key, value);
}
