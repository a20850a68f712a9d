#ifndef GUICHE_CQRENCODE_SHIM_H
#define GUICHE_CQRENCODE_SHIM_H
#include <qrencode.h>
#endif
