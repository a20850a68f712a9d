internal import CMariaDB

/// The registration of a thread with the client library.
public enum DatabaseThread {
    /// Registers a new thread with the library; call it first in each thread that uses a ``Connection``.
    public static func attach() {
        ClientLibrary.start()
        mysql_thread_init()
    }

    /// Unregisters the thread from the library; its connections must be closed.
    public static func detach() {
        mysql_thread_end()
    }
}
