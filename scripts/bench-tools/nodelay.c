/*
 * To be preloaded: TCP_NODELAY on every connection, for a sender whose small
 * writes would wait for the delayed acknowledgement of the other side.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
	int (*real)(int, const struct sockaddr *, socklen_t);
	int one = 1;

	*(void **)&real = dlsym(RTLD_NEXT, "connect");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return real(fd, address, length);
}
