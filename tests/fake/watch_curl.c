/*
 * To be preloaded: watches how libcurl is used, where a mistake would show
 * once in a thousand times (prototypes A3), and ends the program by SIGABRT.
 * WATCH_AGAIN=N makes every Nth send behave as GnuTLS does when it says "not
 * now": up to 16 kB are taken, and are what goes when it is asked again.
 * WATCH_MORE=1 makes a send say that it took more than it was given.
 */
#include <curl/curl.h>
#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HANDLES = 64, KEPT = 256 * 1024, RECORD = 16 * 1024 };

/* What a handle was last asked to send in vain. */
struct watched {
	CURL *easy;
	int received; /* was it read from before? */
	size_t waiting;
	char bytes[KEPT];
};

static struct watched table[HANDLES];
static unsigned long sends;

static void accuse(const char *what)
{
	(void)fprintf(stderr, "watch_curl: %s\n", what);
	abort();
}

static struct watched *find(CURL *easy)
{
	struct watched *empty = NULL;

	for (size_t i = 0; i < HANDLES; i++) {
		if (table[i].easy == easy)
			return &table[i];
		if (table[i].easy == NULL && empty == NULL)
			empty = &table[i];
	}
	if (empty == NULL)
		accuse("too many handles");
	else
		empty->easy = easy;
	return empty;
}

/* The address of what stands behind a function of ours. */
static void *behind(const char *name)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	if (symbol == NULL)
		accuse(name);
	return symbol;
}

/* Trap 1: what was offered in vain comes again, and perhaps more behind. */
static void check_again(
    const struct watched *watched, const char *bytes, size_t n)
{
	if (watched->waiting == 0)
		return;
	if (n < watched->waiting)
		accuse("fewer bytes after AGAIN");
	if (memcmp(bytes, watched->bytes, watched->waiting) != 0)
		accuse("other bytes after AGAIN");
}

static CURLcode again(struct watched *watched, const char *bytes, size_t n)
{
	watched->waiting = n < KEPT ? n : KEPT;
	memcpy(watched->bytes, bytes, watched->waiting);
	return CURLE_AGAIN;
}

CURLcode curl_easy_send(CURL *easy, const void *bytes, size_t n, size_t *sent)
{
	CURLcode (*real)(CURL *, const void *, size_t, size_t *);
	struct watched *watched = find(easy);
	const char *every = getenv("WATCH_AGAIN");
	CURLcode rc;

	*(void **)&real = behind("curl_easy_send");
	/* Trap 3: until the first call libcurl takes it for an idle one. */
	if (!watched->received)
		accuse("sent before it was read from");
	check_again(watched, bytes, n);
	if (watched->waiting > 0 && every != NULL)
		n = watched->waiting;
	else if (every != NULL && ++sends % strtoul(every, NULL, 10) == 0)
		return again(watched, bytes, n < RECORD ? n : RECORD);
	watched->waiting = 0;
	rc = real(easy, bytes, n, sent);
	if (rc == CURLE_OK && getenv("WATCH_MORE") != NULL)
		*sent = n + 1;
	return rc == CURLE_AGAIN ? again(watched, bytes, n) : rc;
}

CURLcode curl_easy_recv(CURL *easy, void *bytes, size_t size, size_t *n)
{
	CURLcode (*real)(CURL *, void *, size_t, size_t *);

	*(void **)&real = behind("curl_easy_recv");
	find(easy)->received = 1;
	return real(easy, bytes, size, n);
}

void curl_easy_cleanup(CURL *easy)
{
	void (*real)(CURL *);

	*(void **)&real = behind("curl_easy_cleanup");
	if (easy != NULL)
		*find(easy) = (struct watched){ 0 };
	real(easy);
}

/* Trap 8: a file of authorities is used alone; the system's cost 20 ms. */
DIR *opendir(const char *path)
{
	DIR *(*real)(const char *);

	*(void **)&real = behind("opendir");
	if (strstr(path, "/certs") != NULL)
		accuse("the system's authorities are read");
	return real(path);
}
