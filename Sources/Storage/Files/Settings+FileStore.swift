package import Environment

extension Settings {
    /// Makes the store of uploaded files; a program makes it once.
    package func makeFileStore() -> any FileStore {
        switch fileStore {
        case .folder(let path): FolderStore(path)
        case .objects(let store): ObjectStore(store, through: uploadFolder)
        }
    }
}
