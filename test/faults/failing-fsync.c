/* LD_PRELOAD shim: fsync and fdatasync fail with EIO while the file named by FSYNC_FAILS is there.
   cc -shared -fPIC -o failing-fsync.so failing-fsync.c -ldl */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int fails(void) {
  const char *sign = getenv("FSYNC_FAILS");
  if (!sign || access(sign, F_OK) != 0) return 0;
  errno = EIO;
  return 1;
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return fails() ? -1 : real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  return fails() ? -1 : real(fd);
}
