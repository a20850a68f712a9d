#ifndef GUICHE_CPOSIX_SHIM_H
#define GUICHE_CPOSIX_SHIM_H
#include <malloc.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// prctl takes a variable number of arguments.
static inline int guiche_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
#endif
