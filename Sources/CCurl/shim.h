#ifndef WICK_CCURL_SHIM_H
#define WICK_CCURL_SHIM_H

// The type-checking macros of curl.h cannot be imported.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

#endif
