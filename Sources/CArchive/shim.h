#ifndef WICK_CARCHIVE_SHIM_H
#define WICK_CARCHIVE_SHIM_H

#include <archive.h>
#include <archive_entry.h>

#endif
