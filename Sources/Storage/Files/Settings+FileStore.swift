package import Environment

extension Settings {
    /// Makes the store of uploaded files; a program makes it once.
    package func makeFileStore() -> any FileStore { FolderStore(uploadFolder) }
}
