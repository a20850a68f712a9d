#ifndef GUICHE_CCRYPT_SHIM_H
#define GUICHE_CCRYPT_SHIM_H
#include <crypt.h>
#endif
