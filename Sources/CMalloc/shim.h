// The C library's allocator settings, which Swift's module of it leaves out.
#include <malloc.h>
