#ifndef WICK_CLIBXML2_SHIM_H
#define WICK_CLIBXML2_SHIM_H

#include <iconv.h>
#include <libxml/parser.h>
#include <libxml/SAX2.h>

#endif
