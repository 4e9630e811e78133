#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H
#include <stdint.h>

// Calls of malloc, calloc, realloc and the aligned ones in this process since it began. A program that links
// this target gets its own entry points for them, which count and hand over to glibc's. -1 where there is no glibc.
int64_t allocation_count(void);

#endif
