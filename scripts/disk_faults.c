// Preloaded into a command under test: the call number FAULT_AT that would change a file below FAULT_FOLDER fails with
// the error FAULT_ERROR, or kills the process where that is "kill". Without FAULT_AT it only counts. The number of such
// calls is added to the file FAULT_COUNT, one line a process.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;

static int is_below(const char *path) {
    const char *folder = getenv("FAULT_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    return length && strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int path_of(int descriptor, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t count = readlink(link, path, size - 1);
    path[count < 0 ? 0 : count] = 0;
    return count > 0;
}

// Whether an open file, or an entry by its folder and name, is watched.
static int watches_file(int descriptor) {
    char path[4096];
    return path_of(descriptor, path, sizeof path) && is_below(path);
}

static int watches(int folder, const char *name) {
    char path[8192];
    if (name[0] == '/') return is_below(name);
    if (folder == AT_FDCWD ? !getcwd(path, 4096) : !path_of(folder, path, 4096)) return 0;
    strcat(path, "/");
    strncat(path, name, 4000);
    return is_below(path);
}

// Counts a call; true where it is to fail.
static int fails(void) {
    const char *at = getenv("FAULT_AT"), *error = getenv("FAULT_ERROR");
    if (atomic_fetch_add(&calls, 1) + 1 != (at ? atol(at) : -1)) return 0;
    if (error && strcmp(error, "kill") == 0) kill(getpid(), SIGKILL);
    errno = error && strcmp(error, "full") == 0 ? ENOSPC : EIO;
    return 1;
}

static void report(void) __attribute__((destructor));
static void report(void) {
    const char *file = getenv("FAULT_COUNT");
    FILE *out = file ? fopen(file, "a") : NULL;
    if (out) fprintf(out, "%ld\n", (long)calls), fclose(out);
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(write);
    return watches_file(file) && fails() ? -1 : real(file, bytes, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
    REAL(pwrite);
    return watches_file(file) && fails() ? -1 : real(file, bytes, count, place);
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(writev);
    return watches_file(file) && fails() ? -1 : real(file, parts, count);
}
int fsync(int file) {
    REAL(fsync);
    return watches_file(file) && fails() ? -1 : real(file);
}
int ftruncate(int file, off_t size) {
    REAL(ftruncate);
    return watches_file(file) && fails() ? -1 : real(file, size);
}
int rename(const char *old, const char *new) {
    REAL(rename);
    return watches(AT_FDCWD, new) && fails() ? -1 : real(old, new);
}
int renameat(int from, const char *old, int to, const char *new) {
    REAL(renameat);
    return watches(to, new) && fails() ? -1 : real(from, old, to, new);
}
int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    return watches(AT_FDCWD, path) && fails() ? -1 : real(path, mode);
}
int mkdirat(int folder, const char *path, mode_t mode) {
    REAL(mkdirat);
    return watches(folder, path) && fails() ? -1 : real(folder, path, mode);
}
int unlink(const char *path) {
    REAL(unlink);
    return watches(AT_FDCWD, path) && fails() ? -1 : real(path);
}
int unlinkat(int folder, const char *path, int flags) {
    REAL(unlinkat);
    return watches(folder, path) && fails() ? -1 : real(folder, path, flags);
}
int rmdir(const char *path) {
    REAL(rmdir);
    return watches(AT_FDCWD, path) && fails() ? -1 : real(path);
}

#define OPENS(name, ...)                                                              \
    int mode = 0;                                                                     \
    if (flags & O_CREAT) {                                                            \
        va_list rest;                                                                 \
        va_start(rest, flags);                                                        \
        mode = va_arg(rest, int);                                                     \
        va_end(rest);                                                                 \
    }                                                                                 \
    REAL(name);                                                                       \
    return (flags & O_CREAT) && watches(folder, path) && fails() ? -1 : real(__VA_ARGS__)

int open(const char *path, int flags, ...) { int folder = AT_FDCWD; OPENS(open, path, flags, mode); }
int open64(const char *path, int flags, ...) { int folder = AT_FDCWD; OPENS(open64, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { OPENS(openat, folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { OPENS(openat64, folder, path, flags, mode); }
