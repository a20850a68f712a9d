#ifndef GUICHE_CFASTCGI_SHIM_H
#define GUICHE_CFASTCGI_SHIM_H
#include <fcgiapp.h>
#include <fcgios.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif
