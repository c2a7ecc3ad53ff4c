#ifndef WICK_CWSLAY_SHIM_H
#define WICK_CWSLAY_SHIM_H

#include <wslay/wslay.h>

#endif
