/* To be preloaded: a name is looked up for half a minute. */
#include <netdb.h>
#include <stddef.h>
#include <unistd.h>

enum { SECONDS = 30 };

int getaddrinfo(const char *name, const char *service,
    const struct addrinfo *hints, struct addrinfo **out)
{
	(void)name;
	(void)service;
	(void)hints;
	*out = NULL;
	(void)sleep(SECONDS);
	return EAI_AGAIN;
}
