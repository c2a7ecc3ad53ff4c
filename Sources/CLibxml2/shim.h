#ifndef WICK_CLIBXML2_SHIM_H
#define WICK_CLIBXML2_SHIM_H

#include <iconv.h>
#include <libxml/xmlversion.h>
// Its headers would bring in the system's ICU, which clashes with the one in Foundation; nothing here uses either.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#endif
