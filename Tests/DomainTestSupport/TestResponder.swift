package import Environment
package import Routing
package import Serving
package import Storage
package import TestSupport

/// A responder without sockets: the dispatcher of some route groups, with settings that fit a test, and the resources of one thread.
package struct TestResponder<Context: ServiceContext> {
    /// The shared state of all threads.
    package let service: SharedState
    /// The resources of the thread that answers.
    package let resources: Context.ThreadResources
    private let dispatcher: Dispatcher<Context>

    /// The key that signs its tokens.
    package static var secretKey: String { "kR8vT2mXq5LwZ9pB3nHs7JfYc4GdUe6A" }

    /// The settings it was made with.
    package var settings: Settings { service.settings }

    /// A responder.
    ///
    /// - Parameters:
    ///   - answers: the tables of the groups that create.
    ///   - database: where its rows are; without one its database is unreachable.
    ///   - variables: settings, beside or instead of cheap password hashes, a log of errors and `secretKey`.
    ///   - files: the store that `variables` name when it is nil.
    ///   - resources: makes the resources of its thread.
    /// - Throws: `SettingsError`; what `resources` throws.
    package init(
        _ groups: [RouteGroup<Context>], keeping answers: [IdempotencyTable], database: ScratchDatabase?,
        _ variables: [String: String],
        files: (any FileStore)? = nil, openAPI: [UInt8] = [], mailKinds: [MailKind] = [],
        resources: (SharedState) throws -> Context.ThreadResources
    ) throws {
        let all = ["SECRET_KEY": Self.secretKey, "BCRYPT_COST": "4"].merging(variables) { $1 }
        let settings = try database?.settings(all, for: .serving) ?? Self.unreachable(all)
        service = SharedState(
            settings: settings, files: files ?? settings.makeFileStore(), log: Log(from: .error),
            statistics: try Statistics(
                folder: nil, operations: groups.flatMap { $0.routes.map(\.operation) }, pools: ["staff"], pool: "staff",
                threads: 1), openAPI: openAPI, mailKinds: mailKinds)
        self.resources = try resources(service)
        dispatcher = Dispatcher(service, groups, keeping: answers)
    }

    private static func unreachable(_ variables: [String: String]) throws -> Settings {
        let address = "mariadb://nobody@/none?socket=/nonexistent/s.sock"
        return try Settings(["DATABASE_URL": address, "LOG_LEVEL": "error"].merging(variables) { $1 }, for: .serving)
    }

    /// Answers a request, handing the bytes of the response to `send`, as `Dispatcher` does.
    @discardableResult
    package func answer(
        _ exchange: SampleExchange, with other: Context.ThreadResources? = nil, send: ([UInt8]) -> Bool
    ) -> Bool {
        dispatcher.answer(exchange, with: other ?? resources, send: send)
    }

    /// Sends a request.
    ///
    /// - Parameter other: the resources of another thread.
    /// - Throws: when the response has no header.
    package func send(_ exchange: SampleExchange, with other: Context.ThreadResources? = nil) throws -> Reception {
        var received: [UInt8] = []
        answer(exchange, with: other) {
            received += $0
            return true
        }
        return try Reception(received)
    }

    /// Sends a request with JSON content, when some is given, and an access token.
    ///
    /// - Throws: when the response has no header.
    package func send(
        _ method: String, _ path: String, _ json: JSON? = nil, token: String? = nil,
        _ variables: [String: String] = [:],
        with other: Context.ThreadResources? = nil
    ) throws -> Reception {
        var all = variables
        if let token { all["HTTP_AUTHORIZATION"] = "Bearer \(token)" }
        return try send(SampleExchange(method, path, json: json, all), with: other)
    }

    /// Sends a request with the content of a form.
    ///
    /// - Throws: when the response has no header.
    package func send(
        _ method: String, _ path: String, form: String, _ variables: [String: String] = [:],
        with other: Context.ThreadResources? = nil
    ) throws -> Reception {
        let content = Array(form.utf8)
        let all = [
            "REQUEST_METHOD": method, "REQUEST_URI": path, "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": "\(content.count)",
        ]
        return try send(SampleExchange(all.merging(variables) { $1 }, content: content), with: other)
    }
}
