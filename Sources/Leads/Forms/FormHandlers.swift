import CRM
import FoundationEssentials
import Frame
import HTTP
import MariaDB
import Routing
import Serving
import Storage
import Values

/// The handlers of public forms. Changes of forms follow each other: each is one transaction with its audit event.
enum FormHandlers {
    @Sendable static func list(_ input: FormListInput, _ context: Context) throws -> Reply<PageOf<IntakeForm>> {
        let forms = try FormStore(context.connection).all()
        let page = forms.dropFirst(input.page.offset).prefix(input.page.size)
        return Reply(PageOf(Array(page), total: forms.count, input.page))
    }

    @Sendable static func get(_ input: FormReference, _ context: Context) throws -> Reply<Shown<IntakeForm>> {
        let form = try find(input.id, context)
        return Reply(Shown(resource: form), eTag: form.eTag)
    }

    @Sendable static func version(
        _ input: FormVersionReference, _ context: Context
    ) throws -> Reply<Shown<IntakeForm>> {
        guard let form = try FormStore(context.connection).find(input.id, at: input.version) else {
            throw APIError.notFound
        }
        return Reply(Shown(resource: form), eTag: form.eTag)
    }

    @Sendable static func create(_ input: FormInput, _ context: Context) throws -> Reply<Changed<IntakeForm>> {
        let store = FormStore(context.connection)
        let now = Date()
        defer { context.service.statistics.bumpRevision() }
        return try refusingUsedSlugs {
            try context.connection.transaction {
                try store.hold()
                var definition = input.definition
                let check = try checker(input.reader, context)
                check.checkFields(of: &definition)
                check.checkRedirect(of: definition)
                try input.reader.check()
                guard try store.all().count < FormStore.most else {
                    throw APIError.conflict(
                        Text(
                            "There can be at most \(FormStore.most) forms. Delete another one first.",
                            pt: "Pode haver no máximo \(FormStore.most) formulários. Exclua outro antes."))
                }
                let form = IntakeForm(
                    IntakeForm.ID(at: now), slug: input.slug, isActive: input.isActive, definition, at: now)
                try store.add(form)
                try context.audit.add(.formCreated, of: .form(form.id), changes: form.auditChanges(since: nil), at: now)
                let reply = try reply(form.id, Text("Form created.", pt: "Formulário criado."), context)
                try context.idempotency?.complete(with: reply)
                return reply
            }
        }
    }

    @Sendable static func preview(_ input: FormPreviewInput, _ context: Context) throws -> FormPageAnswer {
        if let language = input.language { context.language = language }
        var definition = input.form.definition
        let check = try checker(input.form.reader, context)
        check.checkFields(of: &definition)
        check.checkRedirect(of: definition)
        try input.form.reader.check()
        let form = IntakeForm(IntakeForm.ID(), slug: input.form.slug, isActive: true, definition, at: Date())
        return FormPageAnswer(try FormDocument(form, in: context, isStamped: false).text(), .ok, of: nil)
    }

    @Sendable static func change(_ input: FormChange, _ context: Context) throws -> Reply<Changed<IntakeForm>> {
        let store = FormStore(context.connection)
        defer { context.service.statistics.bumpRevision() }
        return try refusingUsedSlugs {
            try context.connection.transaction {
                try store.hold()
                let form = try find(input.id, context)
                try context.requireMatch(beginning: form.tagOfVersion)
                var wanted = input.applied(to: form)
                let check = try checker(input.reader, context)
                if input.namesFields { check.checkFields(of: &wanted.definition) }
                check.checkRedirect(of: wanted.definition)
                try input.reader.check()
                let message = Text("Form updated.", pt: "Formulário atualizado.")
                guard wanted != form else { return try reply(form.id, message, context) }
                if form.isContact, !wanted.isActive || !wanted.isContact { throw contactStays }
                try keepVersion(wanted, since: form, context)
                return try reply(form.id, message, context)
            }
        }
    }

    @Sendable static func remove(_ input: FormReference, _ context: Context) throws -> Reply<Done> {
        let store = FormStore(context.connection)
        defer { context.service.statistics.bumpRevision() }
        return try context.connection.transaction {
            try store.hold()
            let form = try find(input.id, context)
            try context.requireMatch(beginning: form.tagOfVersion)
            guard !form.isContact else { throw contactStays }
            guard try form.submissions == 0 && !QuarantineStore(context.connection).holds(submissionsTo: form.id) else {
                var inactive = form
                inactive.isActive = false
                if inactive != form { try keepVersion(inactive, since: form, context) }
                let message = Text(
                    "This form has submissions, so it was deactivated.",
                    pt: "Este formulário tem envios, por isso foi desativado.")
                return Reply(Done(message: message.wording(in: context.language)))
            }
            try store.delete(form.id)
            try context.audit.add(
                .formDeleted, of: .form(form.id), changes: ["slug": .change(from: .string(form.slug), to: .null)],
                at: Date())
            let message = Text("Form deleted.", pt: "Formulário excluído.")
            return Reply(Done(message: message.wording(in: context.language)))
        }
    }

    private static let contactStays = APIError.conflict(
        Text(
            "The form contact can be neither deleted, deactivated nor renamed.",
            pt: "O formulário contact não pode ser excluído, desativado nem renomeado."))

    private static func checker(_ input: InputReader, _ context: Context) throws -> FormCheck {
        FormCheck(fields: try context.fields(of: .lead), settings: context.service.settings, input: input)
    }

    /// Makes the next version of a form.
    private static func keepVersion(_ wanted: IntakeForm, since form: IntakeForm, _ context: Context) throws {
        let now = Date()
        try FormStore(context.connection).change(wanted, at: now)
        try context.audit.add(.formChanged, of: .form(form.id), changes: wanted.auditChanges(since: form), at: now)
    }

    /// - Throws: `APIError` 409 for a slug that another form has.
    private static func refusingUsedSlugs<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DatabaseError {
            guard case .duplicateEntry = error.code else { throw error }
            throw APIError.conflict(
                Text("There is a form with this slug.", pt: "Já existe um formulário com este slug."),
                details: [FormFields.slug.name: [Text("Already in use.", pt: "Já está em uso.")]])
        }
    }

    private static func find(_ id: IntakeForm.ID, _ context: Context) throws -> IntakeForm {
        guard let form = try FormStore(context.connection).find(id) else { throw APIError.notFound }
        return form
    }

    private static func reply(
        _ id: IntakeForm.ID, _ message: Text, _ context: Context
    ) throws -> Reply<Changed<IntakeForm>> {
        let form = try find(id, context)
        return Reply(Changed(message: message.wording(in: context.language), resource: form), eTag: form.eTag)
    }
}
