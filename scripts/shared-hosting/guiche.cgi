#!/bin/sh
# What Apache starts: for each request (CGI), or once for many (FastCGI). The words of a query that Apache passes as arguments are dropped.
exec "$(dirname "$0")/../guiche/run" guiche-responder --threads 2
