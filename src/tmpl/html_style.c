#include "tmpl/html_style.h"

/* The ';' of url(data:...;...) and of "..." ends nothing. */
static size_t declaration_end(struct str s)
{
	size_t depth = 0;
	char quote = '\0';

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (c == ';' && depth == 0)
			return i;
	}
	return s.n;
}

bool html_declaration(
    struct arena *arena, struct str *rest, struct html_declaration *out)
{
	while (rest->n > 0) {
		size_t end = declaration_end(*rest);
		struct str one = str_sub(*rest, 0, end);
		size_t colon = str_findc(one, ':');
		size_t bang;
		char *name;
		*rest = str_from(*rest, end + 1);
		if (colon == SIZE_MAX)
			continue;
		name = arena_dup(arena, str_trim(str_sub(one, 0, colon)));
		for (char *c = name; *c != '\0'; c++)
			*c = str_lower(*c);
		out->name = str_c(name);
		out->value = str_from(one, colon + 1);
		bang = str_ifind(out->value, str_c("!important"));
		out->value = str_trim(str_sub(out->value, 0, bang));
		return true;
	}
	return false;
}

bool html_sheet_block(struct str *rest, struct str *declarations)
{
	for (;;) {
		size_t open = str_findc(*rest, '{');
		struct str inner;
		size_t close;
		if (open == SIZE_MAX)
			return false;
		inner = str_from(*rest, open + 1);
		close = str_findc(inner, '}');
		if (close == SIZE_MAX)
			close = inner.n;
		*rest = inner;
		/* Another brace first: this one was an @media. */
		if (str_findc(str_sub(inner, 0, close), '{') != SIZE_MAX)
			continue;
		*declarations = str_sub(inner, 0, close);
		*rest = str_from(inner, close);
		return true;
	}
}

bool html_colour(struct str value, struct colour *out)
{
	char text[COLOUR_SIZE] = "#";

	if (str_iis(value, "white"))
		value = str_c("#ffffff");
	else if (str_iis(value, "black"))
		value = str_c("#000000");
	if (value.n == 4 && value.p[0] == '#') {
		for (size_t i = 0; i < 3; i++)
			text[1 + 2 * i] = text[2 + 2 * i] = value.p[1 + i];
		value = str_n(text, COLOUR_SIZE - 1);
	}
	return colour_parse(value, out);
}
