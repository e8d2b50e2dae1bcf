/*
 * Threat T10: whatever stands in a value, in whatever place of a shipped
 * template, it begins no element and no attribute and leads nowhere new.  A
 * real HTML parser is the judge.
 */
#include <libxml/HTMLparser.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/asset.h"
#include "base/buf.h"
#include "tmpl/mustache.h"
#include "tmpl/tmpl.h"

enum { SHAPE_MAX = 1 << 20, STACK = 64 };

static const char *const payloads[] = {
	"<script>alert(1)</script>",
	"\"><img src=x onerror=alert(1)>",
	"'><svg onload=alert(1)>",
	"\" onmouseover=\"alert(1)",
	"' onfocus='alert(1)' autofocus='",
	"x onclick=alert(1) ",
	"</title></head><body onload=alert(1)>",
	"</style><script>alert(1)</script>",
	"--><b>x</b><!--",
	"<![endif]--><b>x</b>",
	"javascript:alert(1)",
	" javascript:alert(1)",
	"java\tscript:alert(1)",
	"data:text/html,<script>alert(1)</script>",
	"vbscript:msgbox(1)",
	"//evil.example/x",
	"https://x.org/\"><b>",
	"https://x.org/' onclick='x",
	"mailto:a@b.c?bcc=everybody@x.org",
	"&lt;b&gt;&#34;&quot;><b>",
	"{{name}}{{{html}}}{{>foot}}",
	"<b>\xe2\x80\xae",
	"a\r\nX-Header: b",
	"`<b>`",
	"=x>",
};

/* What liaison itself made is no value of anybody, nor is what is no text. */
static bool is_ours(const char *key)
{
	static const char *const keys[] = { "html", "body_html", "head", "tail",
		"content", "foot", "align", "level", "reader", "foreign",
		"words_lang", "lang" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

/* Puts the payload in place of each text; what is empty stays so. */
static void poison(json_t *root, const char *payload)
{
	json_t *stack[STACK] = { root };
	size_t depth = 1;

	while (depth > 0) {
		json_t *at = stack[--depth];
		const char *key;
		json_t *value;
		size_t i;
		json_object_foreach(at, key, value)
		{
			if (json_string_length(value) > 0 && !is_ours(key))
				(void)json_string_set_nocheck(value, payload);
			else if (json_is_object(value) || json_is_array(value))
				stack[depth++] = value;
			assert_true(depth < STACK);
		}
		json_array_foreach(at, i, value)
		{
			if (json_string_length(value) > 0)
				(void)json_string_set_nocheck(value, payload);
			else
				stack[depth++] = value;
			assert_true(depth < STACK);
		}
	}
}

static bool is_link(const xmlAttr *attr)
{
	return strcmp((const char *)attr->name, "href") == 0 ||
	       strcmp((const char *)attr->name, "src") == 0;
}

static void check_link(const char *payload, const char *url)
{
	static const char *const good[] = { "http://", "https://",
		"mailto:", "cid:" };

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (str_starts(str_c(url), str_c(good[i])))
			return;
	if (url[0] != '\0')
		fail_msg("%s leads to %s", payload, url);
}

/* All elements and the names of their attributes, in order. */
static void shape(const char *payload, struct str html, struct buf *out)
{
	htmlDocPtr doc = htmlReadMemory(html.p, (int)html.n, NULL, "UTF-8",
	    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		HTML_PARSE_NONET);
	const xmlNode *node = xmlDocGetRootElement(doc);

	while (node != NULL) {
		const xmlAttr *attr =
		    node->type == XML_ELEMENT_NODE ? node->properties : NULL;
		if (node->type == XML_ELEMENT_NODE)
			(void)buf_printf(out, "\n%s", (const char *)node->name);
		for (; attr != NULL; attr = attr->next) {
			xmlChar *value = xmlGetProp(node, attr->name);
			(void)buf_printf(out, " %s", (const char *)attr->name);
			if (is_link(attr))
				check_link(payload, (const char *)value);
			xmlFree(value);
		}
		if (node->children != NULL) {
			node = node->children;
			continue;
		}
		while (node != NULL && node->next == NULL) {
			node = node->parent;
			if (node != NULL && node->type != XML_ELEMENT_NODE)
				node = NULL;
		}
		node = node == NULL ? NULL : node->next;
	}
	xmlFreeDoc(doc);
	assert_false(out->over);
}

static void render_shape(struct arena *arena, enum lang lang, const char *name,
    const char *payload, struct buf *out)
{
	const struct tmpl_place place = { .lang = lang, .fallback = lang };
	const struct asset *asset = asset_find(
	    arena_printf(arena, "templates/sample.%s.json", lang_name(lang)));
	json_t *data;
	struct tmpl_mail mail;
	struct err err = { 0 };

	assert_non_null(asset);
	data = json_loadb((const char *)asset->bytes, asset->length, 0, NULL);
	assert_non_null(data);
	poison(data, payload);
	if (tmpl_render(arena, &place, name, data, &mail, &err) != ERR_OK)
		fail_msg("%s: %s", name, err.text);
	/* Threat T9: a Subject is one line. */
	assert_true(str_findc(mail.subject, '\n') == SIZE_MAX);
	assert_true(str_findc(mail.subject, '\r') == SIZE_MAX);
	shape(payload, mail.html, out);
	json_decref(data);
}

/* A mail that holds no text of a post says the same in every shape. */
static void check_template(enum lang lang, const char *name)
{
	static const char harmless[] = "https://x.org/";
	struct arena arena = { 0 };
	struct buf want;
	struct buf got;

	buf_init(&want, SHAPE_MAX);
	buf_init(&got, SHAPE_MAX);
	render_shape(&arena, lang, name, harmless, &want);
	for (size_t i = 0; i < sizeof(payloads) / sizeof(*payloads); i++) {
		buf_reset(&got);
		render_shape(&arena, lang, name, payloads[i], &got);
		if (!str_eq(buf_get(&got), buf_get(&want)))
			fail_msg("%s, %s: %s:\n%s\n---%s", name,
			    lang_name(lang), payloads[i], buf_get(&want).p,
			    buf_get(&got).p);
		arena_reset(&arena);
	}
	buf_clear(&want);
	buf_clear(&got);
	arena_free(&arena);
}

static bool is_mail(struct arena *arena, const char *name)
{
	const struct asset *asset =
	    asset_find(arena_printf(arena, "templates/fr/%s.html", name));

	return asset != NULL &&
	       asset_find(arena_printf(arena, "templates/fr/%s.txt", name)) !=
		   NULL &&
	       str_starts(asset_text(asset_find(arena_printf(
			      arena, "templates/fr/%s.txt", name))),
		   str_c("Subject:"));
}

static void test_every_template_with_html(void **state)
{
	const struct tmpl_place place = { .lang = LANG_FR };
	struct arena arena = { 0 };
	struct err err = { 0 };
	const char **names = NULL;
	size_t count = 0;
	size_t seen = 0;

	(void)state;
	assert_int_equal(
	    tmpl_names(&arena, &place, &names, &count, &err), ERR_OK);
	for (size_t i = 0; i < count; i++) {
		if (!is_mail(&arena, names[i]))
			continue;
		check_template(LANG_FR, names[i]);
		check_template(LANG_EN, names[i]);
		seen++;
	}
	assert_true(seen >= 5);
	arena_free(&arena);
}

/* One place each, and what becomes of a value there. */
static const struct {
	const char *template;
	const char *value;
	const char *want;
} places[] = {
	{ "<p>{{x}}</p>", "<b>\"'&", "<p>&lt;b&gt;&quot;&#39;&amp;</p>" },
	{ "<p>{{{x}}}</p>", "<b>", "<p>&lt;b&gt;</p>" },
	{ "<p>{{&x}}</p>", "<b>", "<p>&lt;b&gt;</p>" },
	{ "<p>{{{html}}}</p>", "<b>", "<p><b></p>" },
	{ "<i a=\"{{x}}\">", "\" b=\"", "<i a=\"&quot; b=&quot;\">" },
	{ "<i a='{{x}}'>", "' b='", "<i a='&#39; b=&#39;'>" },
	{ "<i a={{x}}>", "1 b=2>", "<i a=1b2>" },
	{ "<i {{x}}>", "a=b", "<i ab>" },
	{ "<h{{x}}>", "2 a=b", "<h2ab>" },
	{ "<a href=\"{{x}}\">", "https://x.org/?a&b",
	    "<a href=\"https://x.org/?a&amp;b\">" },
	{ "<a href=\"{{x}}\">", "javascript:a", "<a href=\"\">" },
	{ "<a href=\"{{x}}\">", "//x.org", "<a href=\"\">" },
	{ "<a href=\"{{x}}\">", "/x", "<a href=\"\">" },
	{ "<a href=\"{{x}}\">", "fr.0.html", "<a href=\"fr.0.html\">" },
	{ "<a href=\"{{x}}\">", "../x", "<a href=\"\">" },
	{ "<a HREF = '{{x}}'>", "data:a", "<a HREF = ''>" },
	{ "<img src=\"{{x}}\">", "cid:a@b", "<img src=\"cid:a@b\">" },
	{ "<a a=\"b\" href=\"{{x}}\">", "vbscript:", "<a a=\"b\" href=\"\">" },
	{ "<a href=\"https://x.org/?a={{x}}\">", "b&c=d e\"#é",
	    "<a href=\"https://x.org/?a=b%26c%3Dd%20e%22%23%C3%A9\">" },
	{ "<a href=\"mailto:{{x}}\">", "a+b@c.org?bcc=d",
	    "<a href=\"mailto:a+b@c.org%3Fbcc%3Dd\">" },
	{ "<a href=\"{{x}}{{x}}\">", "https://x.org/",
	    "<a href=\"https://x.org/https://x.org/\">" },
	{ "<a href=\"{{x}}\">", "\001A\002", "<a href=\"\001A\002\">" },
	{ "<a href=\"https://x.org/{{x}}\">", "\001A\003\001A\002\001A\005&",
	    "<a href=\"https://x.org/\001A\003\001A\002\001A\005%26\">" },
	{ "<!-- a=\" --><p>{{x}}", "<b>", "<!-- a=\" --><p>&lt;b&gt;" },
	{ "<a title=\"a > b\" href=\"{{x}}\">",
	    "javascript:", "<a title=\"a > b\" href=\"\">" },
	{ "<!-- it's --><a href=\"{{x}}\">", "javascript:a",
	    "<!-- it's --><a href=\"\">" },
	{ "<a href=\"{{x}}{{y}}\">", "java", "<a href=\"\">" },
	{ "<p style=\"color:{{x}}\">", "#12f;background:url(//x.org/a)",
	    "<p style=\"color:#12fbackgroundurlx.orga\">" },
	{ "<style>p { color: {{x}} }</style>{{x}}", "red}</style>",
	    "<style>p { color: redstyle }</style>red}&lt;/style&gt;" },
	{ "<p onclick='a({{x}})'>", "1);b(2", "<p onclick='a(1b2)'>" },
	{ "<p style='color:{{x}}'>", "\001A\002",
	    "<p style='color:\001A\002'>" },
	{ "<p title={{x}}>", "\001A\002", "<p title=\001A\002>" },
};

static void test_places(void **state)
{
	static const char *const raw[] = { "html", NULL };
	const struct mustache_options options = { .escape = MUSTACHE_HTML,
		.raw = raw };

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		json_t *data =
		    json_pack("{s:s, s:s, s:s}", "x", places[i].value, "html",
			places[i].value, "y", "script:alert(1)");
		struct arena arena = { 0 };
		struct err err = { 0 };
		struct mustache *template;
		struct buf out;

		buf_init(&out, 4096);
		assert_int_equal(
		    mustache_compile(&arena, str_c(places[i].template), "t", 1,
			&template, &err),
		    ERR_OK);
		assert_int_equal(
		    mustache_render(template, data, &options, &out, &err),
		    ERR_OK);
		assert_string_equal(buf_get(&out).p, places[i].want);
		buf_clear(&out);
		arena_free(&arena);
		json_decref(data);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_every_template_with_html),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
