"""Connections to MariaDB."""

import pymysql


def connect(**options):
    """A connection to a server on this host; without TLS, for which the driver would read all the authorities of the host each time: 30 ms."""
    return pymysql.connect(ssl_disabled=True, **options)
