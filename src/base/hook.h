/*
 * Points where a test may kill the process: in a build with -DHOOKS=ON,
 * LIAISON_HOOK=name[:n] raises SIGKILL when the named point is met for the
 * n-th time (default 1), or with LIAISON_HOOK_SPINS works on without end.  In
 * other builds a hook is nothing.
 */
#ifndef BASE_HOOK_H
#define BASE_HOOK_H

#ifdef LIAISON_HOOKS
void hook_point(const char *name);
#else
#define hook_point(name) ((void)0)
#endif

#endif
