import DomainTestSupport
import Environment
import FoundationEssentials
import HTTP
import Posix
import TestSupport
import Testing
import Values

@testable import Storage

/// What only an object store does; `FileStoreTests` has the contract of all stores.
@Suite struct ObjectStoreTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func settings(_ store: String, secret: String = "s") throws -> ObjectStoreSettings {
        let keys = ObjectStoreSettings.Keys(accessKey: "a", secretKey: secret, region: "us-east-1")
        guard case .objects(let settings)? = FileStoreSettings(store, keys: keys) else { throw UnexpectedSettings() }
        return settings
    }

    private struct UnexpectedSettings: Error {}

    /// Source: AWS, "Authenticating Requests: Using Query Parameters", the example.
    @Test func `an address is presigned as the published example is`() throws {
        let moment = try #require(Instant.read("2013-05-24T00:00:00Z"))
        let keys = ObjectStoreSettings.Keys(
            accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            region: "us-east-1")
        #expect(
            ObjectAddress.presigned(
                "/test.txt", on: "examplebucket.s3.amazonaws.com", by: keys, seconds: 86_400, at: moment)
                == "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1"
                + "%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    }

    @Test func `names are below the prefix, and addresses have them encoded`() throws {
        let address = ObjectAddress(try settings("s3:https://s3.example:9000/desk/a/b"))
        #expect(address.name(of: "ab/x.pdf") == "a/b/ab/x.pdf")
        #expect(address.path(of: "a/b/ab/x.pdf") == "ab/x.pdf")
        #expect(address.path(of: "a/bc/ab/x.pdf") == nil)
        #expect(address.url(of: "ab/á b+.pdf") == "https://s3.example:9000/desk/a/b/ab/%C3%A1%20b%2B.pdf")
        #expect(
            address.url(querying: [("prefix", "a/"), ("list-type", "2"), ("delimiter", "/")])
                == "https://s3.example:9000/desk?delimiter=%2F&list-type=2&prefix=a%2F")
        let bare = ObjectAddress(try settings("s3:https://s3.example/desk"))
        #expect(bare.url(of: "ab/x.pdf") == "https://s3.example/desk/ab/x.pdf")
        #expect(bare.path(of: "ab/x.pdf") == "ab/x.pdf")
    }

    @Test func `a page of a list is read, and where the next begins`() throws {
        let page = try ObjectListing(
            Array(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>desk</Name><Prefix/>
                <Contents><Key>ab/a&amp;b&#x2e;pdf</Key><LastModified>2026-12-02T17:00:00.123Z</LastModified>\
                <ETag>&quot;e&quot;</ETag><Size>1</Size></Contents><Contents><Key>cd/y.pdf</Key>
                <LastModified>1970-01-01T00:00:09Z</LastModified></Contents>
                <IsTruncated>true</IsTruncated><NextContinuationToken>1&lt;2</NextContinuationToken>
                <CommonPrefixes><Prefix>.trash/2026-12-01/</Prefix></CommonPrefixes></ListBucketResult>
                """.utf8))
        #expect(page.objects.map(\.name) == ["ab/a&b.pdf", "cd/y.pdf"])
        #expect(page.objects.map(\.modifiedAtSeconds) == [1_796_230_800, 9])
        #expect(page.commonPrefixes == [".trash/2026-12-01/"])
        #expect(page.continuation == "1<2")
    }

    @Test(arguments: [
        "", "<html></html>", "<ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<ListBucketResult><Contents><Key>&x;</Key><LastModified>1970-01-01T00:00:09Z</LastModified></Contents></ListBucketResult>",
    ])
    func `a list that cannot be read is no empty list`(document: String) {
        #expect(throws: ObjectStoreFault.self) { try ObjectListing(Array(document.utf8)) }
    }

    @Test func `a store that cannot be reached is a fault, at once, and a program starts without it`() throws {
        let store = ObjectStore(try settings("s3:http://127.0.0.1:9/desk"), through: scratch.file("arriving"))
        try store.prepare()
        #expect(throws: ObjectStoreFault.self) { try store.check(roomFor: 1) }
        #expect(throws: ObjectStoreFault.self) { try store.paths() }
        let file = try IncomingFile(in: store, fileExtension: "pdf")
        try file.write([1].span)
        try file.end()
        #expect(throws: ObjectStoreFault.self) { try file.keep() }
        #expect(try Folder.entries(of: scratch.file("arriving")) == [])
    }

    @Test func `a list of several pages has all files, and neither mark nor trash`() throws {
        let store = try SampleStore.objects.make(in: scratch)
        try store.setMark("mark")
        try store.put("x", at: "ab/removed.pdf")
        try store.trash("ab/removed.pdf")
        let paths = (0..<503).map { number in "\(StoredPath.sections[number % 256])/\(number).pdf" }
        for path in paths { try store.put("x", at: path) }
        #expect(try store.paths() == paths.sorted())
    }

    @Test func `a replacement that broke off goes on, and keeps what was there`() throws {
        let store = try SampleStore.objects.make(in: scratch)
        try store.put("before", at: "ab/x.pdf")
        for text in ["broke off", "complete"] {
            let copy = FolderStore(scratch.file("copy"))
            try copy.prepare()
            try copy.put(text, at: "cd/\(text.utf8.count).pdf")
            let kept = try store.replaceAll(by: copy.path, keepingAs: "1")
            #expect(kept.hasSuffix("/.before-restore-1"))
        }
        #expect(try store.paths() == ["cd/8.pdf"])
        #expect(try store.text(of: ".before-restore-1/ab/x.pdf") == "before")
    }
}
