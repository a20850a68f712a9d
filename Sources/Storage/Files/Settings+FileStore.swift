package import Environment

extension Settings {
    /// Makes the store of uploaded files; a program makes it once.
    package func makeFileStore() -> any FileStore { makeFileStore(of: fileStore) }

    /// Makes a store that may not be the one in force.
    package func makeFileStore(of store: FileStoreSettings) -> any FileStore {
        switch store {
        case .folder(let path): FolderStore(path)
        case .objects(let store): ObjectStore(store, through: uploadFolder)
        }
    }
}
