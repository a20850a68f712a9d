import Foundation
import Multipart
import TestSupport
import Testing

/// The public multipart vectors, when their folder is there.
@Suite(.enabled(if: Vectors.has("multipart.json")))
struct VectorTests {
    @Test func `answers every public vector as it says, under our own limits`() throws {
        let vectors = try MultipartVectors.load()
        #expect(vectors.count == 276)
        for vector in vectors {
            let outcome = vector.outcome(of: CollectionOfOne(vector.body[...]), limits: MultipartLimits())
            switch outcome {
            // One file a form, and no field twice: stricter than these vectors on purpose.
            case .failure(.tooManyFiles): #expect(vector.files > 1, "\(vector.id)")
            case .failure(.repeatedField): #expect(vector.hasRepeatedName, "\(vector.id)")
            default: #expect(vector.agrees(with: outcome), "\(vector.id): \(outcome)")
            }
        }
    }

    @Test func `reads the vectors with several files or repeated fields when the limits let it`() throws {
        var limits = MultipartLimits()
        limits.files = 8
        limits.partsPerName = 8
        for vector in try MultipartVectors.load() {
            let outcome = vector.outcome(of: CollectionOfOne(vector.body[...]), limits: limits)
            #expect(vector.agrees(with: outcome), "\(vector.id): \(outcome)")
        }
    }

    @Test(arguments: [1, 2, 3, 5, 7, 64, 1_000])
    func `gives the same outcome for pieces of any size`(size: Int) throws {
        for vector in try MultipartVectors.load() where vector.body.count / size < 5_000 {
            let whole = vector.outcome(of: CollectionOfOne(vector.body[...]), limits: MultipartLimits())
            #expect(
                vector.outcome(of: vector.body.pieces(of: size), limits: MultipartLimits()) == whole, "\(vector.id)")
        }
    }

    @Test func `gives the same outcome wherever a short vector is split`() throws {
        for vector in try MultipartVectors.load() where vector.body.count < 600 {
            let whole = vector.outcome(of: CollectionOfOne(vector.body[...]), limits: MultipartLimits())
            for split in vector.body.indices {
                let pieces = [vector.body[..<split], vector.body[split...]]
                #expect(vector.outcome(of: pieces, limits: MultipartLimits()) == whole, "\(vector.id) at \(split)")
            }
        }
    }
}

/// One case of `parse` in `multipart.json`.
struct MultipartVectors: Decodable {
    struct ExpectedPart: Decodable {
        let name: String
        let filename: String?
        let filename_any_of: [String?]?
        let data_b64: Data

        func agrees(with part: Part) -> Bool {
            name == part.name && Array(data_b64) == part.bytes
                && (filename == part.filename || (filename_any_of ?? []).contains(part.filename))
        }
    }
    struct File: Decodable { let parse: [MultipartVectors] }

    let id: String
    let content_type: String
    let expect: String
    let body_b64: Data
    let parts: [ExpectedPart]?
    let parts_alternatives: [[ExpectedPart]]?

    var body: [UInt8] { Array(body_b64) }
    var files: Int { (parts ?? []).count { $0.filename != nil } }
    var hasRepeatedName: Bool { Set((parts ?? []).map(\.name)).count < (parts ?? []).count }

    static func load() throws -> [MultipartVectors] {
        try Vectors.decoded("multipart.json", as: File.self).parse
    }

    func outcome(of pieces: some Sequence<ArraySlice<UInt8>>, limits: MultipartLimits) -> Result<[Part], MultipartError>
    {
        MultipartTests.outcome(of: pieces, contentType: content_type, limits: limits)
    }

    func agrees(with outcome: Result<[Part], MultipartError>) -> Bool {
        switch outcome {
        case .failure: expect != "parts"
        case .success(let found):
            expect != "reject"
                && ([parts ?? []] + (parts_alternatives ?? [])).contains { expected in
                    expected.count == found.count && zip(expected, found).allSatisfy { $0.agrees(with: $1) }
                }
        }
    }
}

/// The public complete forms, as far as the parser decides: their framing, and the size of the résumé.
@Suite(.enabled(if: Vectors.has("multipart.json")))
struct LeadVectorTests {
    struct File: Decodable { let lead: [Form] }

    struct Form: Decodable {
        struct Piece: Decodable {
            let text: String?
            let b64: Data?
            let repeat_b64: Data?
            let count: Int?

            var bytes: [UInt8] {
                if let repeat_b64 { return (0..<(count ?? 0)).flatMap { _ in repeat_b64 } }
                return text.map { Array($0.utf8) } ?? b64.map { Array($0) } ?? []
            }
        }
        struct Resume: Decodable { let len: Int }

        let id: String
        let content_type: String
        let expect: String
        let body_b64: Data?
        let body_recipe: [Piece]?
        let resume: Resume?

        var body: [UInt8] { body_b64.map { Array($0) } ?? (body_recipe ?? []).flatMap(\.bytes) }
    }

    @Test func `reads the complete forms, hostile ones too, within their time`() throws {
        let forms = try Vectors.decoded("multipart.json", as: File.self).lead
        #expect(forms.count == 8)
        for form in forms {
            let body = form.body
            let start = ContinuousClock.now
            let found = outcome(of: body.pieces(of: 65_536), contentType: form.content_type)
            #expect(ContinuousClock.now - start < .seconds(20), "\(form.id)")  // 3 in a release build
            switch found {
            case .failure(let error): #expect(form.expect != "accept", "\(form.id): \(error)")
            case .success(let parts):
                #expect(form.expect != "reject", "\(form.id)")
                #expect(parts.first { $0.filename != nil }?.bytes.count == form.resume?.len, "\(form.id)")
            }
        }
    }
}
