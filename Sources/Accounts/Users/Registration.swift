import Frame
import MariaDB
import Routing
import Storage
import Values

/// A registration request, under any of its field names.
struct Registration {
    /// The fields of a registration; every value is valid.
    struct Asked {
        let username: String?
        let name: String?
        let email: EmailAddress
        let password: String
        let role: NamedRole?
    }

    private let context: Context

    /// The registration of one request.
    init(in context: Context) {
        self.context = context
    }

    /// Passes when the caller may register a user.
    ///
    /// - Throws: `APIError` 401 or 403; `DatabaseError`.
    func checkIsOpen() throws {
        guard !context.resources.accounts.isRegistrationOpen else { return }
        guard try context.identify()?.holds(.manageUsers) == true else { throw APIError.registrationClosed }
    }

    /// Keeps the user, and the answer with the user.
    ///
    /// - Throws: `APIError` 401, 403, 409 or 503; `DatabaseError`.
    func register<Value>(_ asked: Asked, _ reply: (User) -> Reply<Value>) throws -> Reply<Value> {
        let role = asked.role?.role ?? .agent
        if role == .admin {
            guard try context.identify()?.holds(.manageUsers) == true else { throw APIError.adminNotSelfMade }
        }
        let enrolled = Enrolment.Asked(
            username: asked.username, name: asked.name, email: asked.email, role: role,
            roleName: asked.role?.name ?? role.rawValue, isActive: true)
        return try APIError.refusing {
            let user = try Enrolment(context.connection, context.audit).enrol(
                enrolled, .userRegistered, hash: { try SignIn(in: context).newHash(of: asked.password) },
                complete: { try context.idempotency?.complete(with: reply($0)) })
            return reply(user)
        }
    }
}

extension APIError {
    /// Does what an administrator does, and answers a refusal.
    ///
    /// - Throws: `APIError` 409 or 422 for a refusal; what `body` throws.
    static func refusing<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let refusal as UserAdministration.Refusal {
            switch refusal {
            case .invalid(let faults): throw invalid(faults.mapValues { $0.map(\.text) })
            case .inUse(let fields): throw inUse(fields)
            case .unknownUser: throw notFound
            case .lastAdmin: throw lastAdmin
            }
        }
    }

    /// 409: at least one active administrator must remain.
    static let lastAdmin = conflict(
        Text(
            "The last active administrator cannot be demoted or deactivated.",
            pt: "O último administrador ativo não pode ser rebaixado nem desativado."))
}
