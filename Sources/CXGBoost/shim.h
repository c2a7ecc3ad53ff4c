#ifndef WICK_CXGBOOST_SHIM_H
#define WICK_CXGBOOST_SHIM_H

#include <xgboost/c_api.h>

#endif
