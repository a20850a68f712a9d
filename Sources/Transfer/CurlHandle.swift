internal import CCurl

/// A handle of libcurl: its connections stay between requests, its options are those of one; for one thread.
///
/// The library is loaded when a process makes its first handle, and stays.
@safe
final class CurlHandle {
    typealias Transfer = @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int

    private let library: UnsafePointer<guiche_curl>
    private let handle: UnsafeMutableRawPointer

    /// The functions of the library; nil where the host has none. Never freed.
    nonisolated(unsafe) private static let library: UnsafePointer<guiche_curl>? = {
        let functions = UnsafeMutablePointer<guiche_curl>.allocate(capacity: 1)
        unsafe functions.initialize(to: guiche_curl())
        return unsafe guiche_curl_load(functions) == 1 ? UnsafePointer(functions) : nil
    }()

    /// A handle without a connection.
    ///
    /// - Throws: `TransferError` when the library cannot work.
    init() throws(TransferError) {
        guard let library = unsafe Self.library, let handle = unsafe guiche_curl_init(library) else {
            throw TransferError(.unavailable, "the transfer library does not start")
        }
        unsafe self.library = unsafe library
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe guiche_curl_cleanup(library, handle) }

    /// Forgets all options; the connections stay.
    func reset() { unsafe guiche_curl_reset(library, handle) }

    /// Does what the options say.
    ///
    /// - Parameters:
    ///   - texts: a list that is the value of `option`.
    ///   - keeping: the objects that functions are called with.
    /// - Throws: `TransferError` when the list cannot be set.
    func perform(_ option: CURLoption, _ texts: [String], keeping objects: [AnyObject]) throws(TransferError)
        -> CURLcode
    {
        var list: UnsafeMutablePointer<curl_slist>?
        defer { unsafe guiche_curl_free_list(library, list) }
        for text in texts { unsafe list = unsafe guiche_curl_append(library, list, text) }
        try check(unsafe guiche_curl_set_list(library, handle, option, list))
        return withExtendedLifetime(objects) { unsafe guiche_curl_perform(library, handle) }
    }

    /// The library's words for a result.
    func words(for result: CURLcode) -> String { unsafe String(cString: guiche_curl_words(library, result)) }

    /// The last reply code, or the status of the last response; 0 when there was none.
    func responseCode() -> Int {
        var code = 0
        return unsafe guiche_curl_response_code(library, handle, &code) == CURLE_OK ? code : 0
    }

    /// Sets a number.
    func set(_ option: CURLoption, _ value: Int, if isWanted: Bool = true) throws(TransferError) {
        if isWanted { try check(unsafe guiche_curl_set_long(library, handle, option, value)) }
    }

    /// Sets a number of bytes.
    func setSize(_ option: CURLoption, _ bytes: Int) throws(TransferError) {
        try check(unsafe guiche_curl_set_size(library, handle, option, curl_off_t(bytes)))
    }

    /// Sets a text, which the library copies.
    func set(_ option: CURLoption, _ value: String) throws(TransferError) {
        try check(unsafe guiche_curl_set_text(library, handle, option, value))
    }

    /// Sets the content of a request, which the library copies.
    func setContent(_ content: [UInt8]) throws(TransferError) {
        try check(
            unsafe content.withUnsafeBytes { unsafe guiche_curl_set_content(library, handle, $0.baseAddress, $0.count) }
        )
    }

    /// Has a function called with an object, which the caller keeps alive until it is reset.
    func set(_ option: CURLoption, _ function: Transfer?, _ contextOption: CURLoption, _ context: AnyObject?)
        throws(TransferError)
    {
        let pointer = unsafe context.map { unsafe Unmanaged.passUnretained($0).toOpaque() }
        try check(unsafe guiche_curl_set_transfer(library, handle, option, function, contextOption, pointer))
    }

    /// Has a function called where a body has to be sent again from an offset.
    func setSeeker(
        _ function: @convention(c) (UnsafeMutableRawPointer?, curl_off_t, Int32) -> Int32, _ context: AnyObject
    ) throws(TransferError) {
        let pointer = unsafe Unmanaged.passUnretained(context).toOpaque()
        try check(unsafe guiche_curl_set_seeker(library, handle, function, pointer))
    }

    /// Has a function open each socket.
    func setOpener(_ opener: curl_opensocket_callback) throws(TransferError) {
        try check(unsafe guiche_curl_set_opener(library, handle, opener))
    }

    private func check(_ result: CURLcode) throws(TransferError) {
        guard result != CURLE_OK else { return }
        throw TransferError(.unavailable, words(for: result))
    }
}
