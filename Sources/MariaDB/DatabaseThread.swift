internal import CMariaDB

/// What a thread owes the client library.
public enum DatabaseThread {
    /// Tells the library of a new thread; call it first in each thread that uses a ``Connection``.
    public static func attach() {
        ClientLibrary.start()
        mysql_thread_init()
    }

    /// Tells the library that the thread ends; its connections must be gone.
    public static func detach() {
        mysql_thread_end()
    }
}
