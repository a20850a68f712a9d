// Compiled by scripts/fuzz together with Sources/Routing's files of JSON, as one module beside HTTP; not a target of the package.

/// One input of the fuzzer: a JSON text.
///
/// What is read must be written as a text that reads as the same value and writes as the same bytes; a token in another spelling must
/// not make another value. libFuzzer's own time limit finds what is slow.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    let value: JSON
    do throws(JSONText.Fault) {
        value = try JSONText.parse(input)
    } catch {
        return 0
    }
    guard String(validating: input, as: UTF8.self) != nil else { fatalError("read what is not UTF-8") }
    let written = value.bytes
    guard let again = try? JSONText.parse(written), again == value, again.bytes == written else {
        fatalError("does not read what it wrote")
    }
    check(value)
    return 0
}

private func check(_ value: JSON) {
    switch value {
    case .number(let number):
        if let decimal = number.decimal, let again = try? JSONText.parse(Array(decimal.utf8)), again != value {
            fatalError("a number changed its value")
        }
        if let integer = number.integer, JSON(integer) != value { fatalError("a whole number changed its value") }
    case .array(let elements): for element in elements { check(element) }
    case .object(let members):
        for (name, member) in members {
            guard members[name] == member else { fatalError("a member is not found") }
            check(member)
        }
    case .null, .boolean, .string: break
    }
}
