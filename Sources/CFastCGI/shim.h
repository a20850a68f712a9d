#ifndef GUICHE_CFASTCGI_SHIM_H
#define GUICHE_CFASTCGI_SHIM_H
#include <fcgiapp.h>
#include <fcgios.h>
#endif
