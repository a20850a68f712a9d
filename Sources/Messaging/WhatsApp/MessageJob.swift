import FoundationEssentials
import Routing
import Storage
import Values

/// The jobs that a message gives rise to; those of one kind and one number run in the order of their messages.
enum MessageJob: String {
    /// Hands it to the carrier.
    case send = "whatsapp.send"
    /// Has the stub's other side react to it.
    case react = "whatsapp.react"

    /// Attempts of a job, those of killed workers included. Messages that the carrier refuses fail earlier.
    private static let attempts = 1000

    private struct Parameters: Codable {
        let message: String
    }

    /// Adds the job of a message.
    func add(_ message: Message, to store: JobStore, at now: Date) throws {
        let parameters = String(
            decoding: try JSONText.bytes(of: Parameters(message: message.id.text)), as: UTF8.self)
        _ = try store.add(
            kind: rawValue, parameters: parameters, lane: "\(rawValue).\(message.number.text)",
            maxAttempts: Self.attempts, at: now)
    }

    /// The message of a job; nil if it no longer exists.
    static func message(of run: JobRun) throws -> Message? {
        let parameters = try JSONText.parse(Array(run.job.parameters.utf8))
        guard case .string(let text) = parameters["message"], let id = Message.ID(text) else { return nil }
        return try MessageStore(run.connection).find(id)
    }
}
