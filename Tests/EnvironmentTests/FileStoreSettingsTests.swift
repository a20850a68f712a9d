import Environment
import Testing

/// Source: SPEC section 20, `FILE_STORE`.
struct FileStoreSettingsTests {
    private let good = ["SECRET_KEY": "kV7x2mQ9pLr4sTz8wYb1nHc6dGf3jKae"]

    @Test(arguments: [
        ("folder:/srv/files", FileStoreSettings.folder("/srv/files")), ("folder:files", .folder("files")),
    ])
    func `a folder is a store`(text: String, store: FileStoreSettings) throws {
        let settings = try Settings(good.merging(["FILE_STORE": text]) { $1 }, for: .serving)
        #expect(settings.fileStore == store)
        #expect(store == .folder(settings.uploadFolder))
    }

    @Test(arguments: [
        ("s3:https://s3.example/desk", "s3.example", "desk", ""),
        ("s3:https://s3.example:9000/desk/a/b", "s3.example:9000", "desk", "a/b"),
        ("s3:https://s3.example:443/desk/a", "s3.example", "desk", "a"),
        ("s3:https://10.example:9000/desk", "10.example:9000", "desk", ""),
        ("s3:http://[::1]:9000/desk", "[::1]:9000", "desk", ""),
        ("s3:http://127.0.0.1:9000/desk/a_b-c.d", "127.0.0.1:9000", "desk", "a_b-c.d"),
    ])
    func `a bucket is a store`(text: String, host: String, bucket: String, prefix: String) throws {
        let keys = ["S3_ACCESS_KEY_ID": "key", "S3_SECRET_ACCESS_KEY": "secret/+="]
        let settings = try Settings(
            good.merging(keys.merging(["FILE_STORE": text, "UPLOAD_DIR": "/var/arriving"]) { $1 }) { $1 }, for: .serving
        )
        guard case .objects(let store) = settings.fileStore else {
            Issue.record("a folder")
            return
        }
        #expect((store.host, store.bucket, store.prefix) == (host, bucket, prefix))
        #expect(store.keys.region == "us-east-1" && store.keys.secretKey == "secret/+=")
        #expect(settings.uploadFolder == "/var/arriving")
        #expect(!store.text.contains("secret"))
    }

    @Test(arguments: [
        "s3", "folder:", "/srv/files", "s3:", "s3:https://s3.example", "s3:https://s3.example/", "s3:https:///desk",
        "s3:http://s3.example/desk", "s3:ftp://s3.example/desk", "s3:https://s3.example/ab",
        "s3:https://s3.example/desk/",
        "s3:https://s3.example/desk/../x", "s3:https://s3.example/desk/.trash", "s3:https://s3.example/desk/a b",
        "s3:https://s3.example/desk/a?b", "s3:https://user@s3.example/desk", "s3:https://s3.example:x/desk",
        "s3:https://s3.example:/desk", "s3:https://s3.example:70000/desk", "s3:https://S3.example/desk;",
    ])
    func `another store is named as a fault`(text: String) {
        let keys = ["S3_ACCESS_KEY_ID": "key", "S3_SECRET_ACCESS_KEY": "secret"]
        #expect {
            _ = try Settings(good.merging(keys.merging(["FILE_STORE": text]) { $1 }) { $1 }, for: .serving)
        } throws: { error in
            (error as? SettingsError)?.faults.map { $0.hasPrefix("FILE_STORE: must be ") } == [true]
        }
    }

    @Test(arguments: [
        "10.0.0.1", "10.0.0.1:9000", "127.0.0.1", "[2001:db8::1]", "[2001:db8::1]:9000", "[::ffff:10.0.0.1]", "10.1",
        "10.0.0.1.", "2130706433", "0x7f.1", "127.0.0.0x1",
    ])
    func `an address instead of a name is a fault of a store of files with TLS, not of one of copies`(host: String)
        throws
    {
        let address = "s3:https://\(host)/desk"
        let keys = ["S3_ACCESS_KEY_ID": "key", "S3_SECRET_ACCESS_KEY": "secret"]
        #expect {
            _ = try Settings(good.merging(keys.merging(["FILE_STORE": address]) { $1 }) { $1 }, for: .serving)
        } throws: { error in
            guard let faults = (error as? SettingsError)?.faults else { return false }
            return faults.count == 1 && faults[0].hasPrefix("FILE_STORE: the endpoint is an IP address, ")
                && faults[0].hasSuffix(": use a name that the certificate of the store has")
        }
        let settings = try Settings(good.merging(keys) { $1 }, for: .serving)
        guard case .objects(let store)? = FileStoreSettings(address, keys: settings.objectStoreKeys) else {
            Issue.record("no bucket")
            return
        }
        #expect(store.text == address)
    }

    @Test(arguments: ["S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY", "S3_REGION"])
    func `a key of a bucket that is missing or wrong is named without its value`(name: String) {
        let all = [
            "FILE_STORE": "s3:https://s3.example/desk", "S3_ACCESS_KEY_ID": "key", "S3_SECRET_ACCESS_KEY": "secret",
        ]
        for wrong in [nil, "not a key"] as [String?] where name != "S3_REGION" || wrong != nil {
            var variables = good.merging(all) { $1 }
            variables[name] = wrong
            #expect {
                _ = try Settings(variables, for: .serving)
            } throws: { error in
                guard let faults = (error as? SettingsError)?.faults else { return false }
                return faults.count == 1 && faults[0].hasPrefix("\(name): ") && !faults[0].contains("not a key")
            }
        }
    }
}
