import App
import CRM
import Foundation
import Frame
import Leads
import Messaging
import Routing
import Storage
import StoredSettings
import TestSupport
import Testing
import Views

/// Facts that nginx, Lua, JavaScript, SQL or the shell repeat are the program's.
@Suite struct SharedFactsTests {
    private static let app = "nginx/html/assets/app/js"
    private static let document = OpenAPIDocument(title: "", version: "", summary: "", groups: Domains.groups).json

    /// All files below a folder that end so, by their paths in the package.
    private func files(below folder: String, ending: String) -> [String] {
        (FileManager.default.subpaths(atPath: "\(SourceTree.folder)/\(folder)") ?? []).sorted()
            .filter { $0.hasSuffix(ending) }.map { "\(folder)/\($0)" }
    }

    private func quoted(_ text: some StringProtocol) -> [String] {
        String(text).matches(of: /['"]([^'"]+)['"]/).map { String($0.1) }
    }

    private static let columns: [String: [String]] = {
        func names<Value: RawRepresentable<String> & CaseIterable>(_ type: Value.Type) -> [String] {
            type.allCases.map(\.rawValue)
        }
        var columns: [String: [String]] = [
            "users.role": names(Role.self), "invitations.role": names(Role.self),
            "lead_counts.priority": names(Priority.self),
            "outbox.language": names(Language.self), "outbox.state": names(OutboxMail.State.self),
            "products.kind": names(Product.Kind.self), "interactions.interaction_type": names(InteractionType.self),
            "transactions.kind": names(Transaction.Kind.self), "jobs.state": names(Job.State.self),
            "lead_alarms.stage": names(LeadAlarm.Stage.self),
            "whatsapp_sessions.status": names(SessionStatus.self),
            "whatsapp_messages.direction": names(Message.Direction.self),
            "whatsapp_messages.status": names(Message.Status.self), "views.list": names(SavedView.List.self),
            "custom_fields.subject": names(CustomField.Subject.self),
            "custom_fields.kind": names(CustomField.Kind.self),
        ]
        for table in ["leads", "lead_counts", "lead_deltas"] { columns["\(table).status"] = names(LeadStatus.self) }
        for table in ["leads", "enquiries", "quarantine"] {
            columns["\(table).form"] = names(Enquiry.Form.self)
            columns["\(table).mail_language"] = names(Language.self)
        }
        return columns
    }()
    /// States of rows that SQL alone reads and writes.
    private static let internalColumns: Set = [
        "leads.follow_up", "enquiries.follow_up", "customers.search_state", "products.search_state",
        "lead_tallies.dimension", "lead_answers.dimension",
    ]

    @Test func `each ENUM column of the schema has the cases of its type`() throws {
        var table = ""
        var found: Set<String> = []
        for line in try SourceTree.text(of: "schema.sql").split(separator: "\n") {
            if let match = line.firstMatch(of: /^CREATE TABLE (\w+)/) { table = String(match.1) }
            guard let match = line.firstMatch(of: /^  (\w+) ENUM \(([^)]*)\)/) else { continue }
            let column = "\(table).\(match.1)"
            found.insert(column)
            if Self.internalColumns.contains(column) { continue }
            let cases = try #require(Self.columns[column], "\(column) has no type")
            #expect(quoted(match.2) == cases, "\(column)")
        }
        #expect(found == Set(Self.columns.keys).union(Self.internalColumns))
    }

    private static let languages = Set(Language.allCases.map(\.rawValue))

    @Test func `nginx and the hub have words in each language`() throws {
        let site = try SourceTree.text(of: "nginx/site.conf")
        let map = try #require(site.firstMatch(of: #/map \$guiche_accepted \$guiche_language \{([^}]*)\}/#))
        #expect(Set(map.1.matches(of: /"~\*\^\w+" ([\w-]+);/).map { String($0.1) }) == Self.languages)
        let others = Self.languages.subtracting([Language.english.rawValue])
        for line in try SourceTree.text(of: "nginx/messages.conf").split(separator: "\n") where line.hasPrefix("map") {
            #expect(Set(line.matches(of: /; ([\w-]+) "/).map { String($0.1) }) == others, "\(line)")
        }
        let hub = try SourceTree.text(of: "nginx/connection.lua")
        let words = try #require(hub.firstMatch(of: /(?s)local WORDS = \{\n(.*?)\n\}/))
        for line in words.1.split(separator: "\n") {
            let names = line.matches(of: /(?:\["([\w-]+)"\]| (\w+)) = "/).map { String($0.1 ?? $0.2 ?? "") }
            #expect(Set(names) == Self.languages, "\(line)")
        }
    }

    @Test func `pages, forms and the dashboard exist in each language`() throws {
        let server = try SourceTree.text(of: "nginx/server.conf")
        let groups = server.matches(of: /\(\?<guiche_named>([^)]+)\)/).map { String($0.1) }
        #expect(groups.count > 4)
        for group in groups { #expect(Set(group.split(separator: "|").map(String.init)) == Self.languages) }
        for language in Self.languages {
            for page in ["form", "thank-you", "privacy"] {
                #expect(try SourceTree.text(of: "nginx/html/\(language)/\(page).html").contains("lang=\"\(language)\""))
            }
        }
        let module = try SourceTree.text(of: "\(Self.app)/i18n.js")
        let list = try #require(module.firstMatch(of: /export const languages = \{(.*)\};/))
        #expect(Set(list.1.matches(of: /(?:'([\w-]+)'|(\w+)): '/).map { String($0.1 ?? $0.2 ?? "") }) == Self.languages)
        let names = files(below: "\(Self.app)/i18n", ending: ".js").map { $0.dropFirst("\(Self.app)/i18n/".count) }
        let tables = Dictionary(grouping: names) { String($0.prefix { $0 != "." && $0 != "/" }) }
        #expect(Set(tables.keys) == Self.languages)
        #expect(Set(tables.map { language, names in Set(names.map { $0.dropFirst(language.count) }) }).count == 1)
        for table in try SourceTree.text(of: "nginx/html/assets/form/words.js").split(separator: "export const ")
            .dropFirst() where table.firstMatch(of: /^\w+ = \{/) != nil
        {
            #expect(
                Set(table.matches(of: /\n  (?:"([\w-]+)"|(\w+)): \{/).map { String($0.1 ?? $0.2 ?? "") })
                    == Self.languages)
        }
        let frame = try SourceTree.text(of: "nginx/html/assets/embed.js")
        let titles = try #require(frame.firstMatch(of: /var titles = \{(.*)\};/))
        #expect(Set(titles.1.matches(of: /"([\w-]+)":/).map { String($0.1) }) == Self.languages)
        // One of two words that a script chooses by itself would be the wrong one in a third language.
        for script in files(below: "nginx/html/assets", ending: ".js") {
            #expect(try !SourceTree.text(of: script).contains(/language [!=]==? ['"]/), "\(script)")
        }
    }

    @Test func `what chooses between the languages knows each`() throws {
        for script in ["site.sh", "settings.sh"] {
            let text = try SourceTree.text(of: "scripts/lib/\(script)")
            let choices = text.matches(of: /\((en[|\w-]*)\)|\{(,\/en[,\/\w-]*)\}/).map { $0.1 ?? $0.2 ?? "" }
            #expect(!choices.isEmpty, "\(script)")
            for choice in choices {
                #expect(Set(choice.split { "|,/".contains($0) }.map(String.init)) == Self.languages, "\(choice)")
            }
        }
        let dashboard = try SourceTree.text(of: "\(Self.app)/i18n.js")
        let preferred = try #require(dashboard.firstMatch(of: /(?s)function preferredLanguage.*?\n\}/)).0
        #expect(Set(preferred.matches(of: /return '([\w-]+)'/).map { String($0.1) }) == Self.languages)
        for page in files(below: "nginx/html", ending: ".html") {
            let text = try SourceTree.text(of: page)
            guard let links = text.firstMatch(of: /(?s)<nav class="languages".*?<\/nav>/)?.0 else { continue }
            #expect(Set(links.matches(of: /\ lang="([\w-]+)"/).map { String($0.1) }) == Self.languages, "\(page)")
        }
    }

    @Test func `the dashboard asks for permissions that exist`() throws {
        let known = Set(Permission.allCases.map(\.rawValue))
        var asked: Set<String> = []
        for file in files(below: Self.app, ending: ".js") {
            let text = try SourceTree.text(of: file)
            for match in text.matches(of: /(?:can\(|permission: )'([\w.]+)'/) { asked.insert(String(match.1)) }
        }
        #expect(asked.count > 10 && asked.isSubset(of: known), "\(asked.subtracting(known))")
    }

    @Test func `the dashboard knows every section of the settings, and those with a permission of their own`() throws {
        let page = try SourceTree.text(of: "\(Self.app)/views/settings.js")
        let list = try SourceTree.text(of: "\(Self.app)/settings/nav.js")
        let sections = try #require(list.firstMatch(of: /const sections = \[(.*)\];/))
        #expect(quoted(sections.1).sorted() == Domains.StoredSettings.sections.map { $0.name }.sorted())
        let own = try #require(page.firstMatch(of: /const own = new Set\(\[(.*)\]\);/))
        let permissions = Permission.allCases.compactMap { $0.rawValue.firstMatch(of: /^core\.manage_config_(\w+)$/) }
        #expect(Set(quoted(own.1)) == Set(permissions.map { String($0.1) }))
    }

    @Test func `the dashboard has words for every section and setting`() throws {
        let schemas = try #require(Self.document["components"]?["schemas"]?.members)
        func names(_ shape: JSON?) -> [String] {
            let referred = shape?["$ref"]?.text?.split(separator: "/").last.flatMap { schemas[String($0)] }
            return ((referred ?? shape)?["properties"]?.members ?? [:]).flatMap { [$0.key] + names($0.value) }
        }
        let table = try SourceTree.text(of: "\(Self.app)/i18n/en.js")
        let words = Set(table.matches(of: #/'((?:section|setting)\.\w+)': /#).map { String($0.1) })
        for section in Domains.StoredSettings.sections {
            let settings = names(schemas["\(section.title)Config"])
            #expect(!settings.isEmpty)
            let wanted = Set(["section.\(section.name)"] + settings.map { "setting.\($0)" })
            #expect(wanted.isSubset(of: words), "\(wanted.subtracting(words))")
        }
    }

    @Test func `the editor of forms offers every member`() throws {
        let editor = try SourceTree.text(of: "\(Self.app)/forms/editor.js")
        let contact = try #require(editor.firstMatch(of: /const contact = \[(.*)\];/))
        let unasked = try #require(editor.firstMatch(of: /leadDetails\.filter\(\(\{ name \}\) => name !== ('\w+')\)/))
        let members = Set(FormMember.allCases.map(\.name))
        let details = Set(LeadDetail.all.map(\.name))
        #expect(Set(quoted(contact.1)) == members.subtracting(details))
        #expect(Set(quoted(unasked.1)) == details.subtracting(members))
    }

    @Test func `the dashboard offers every role`() throws {
        let page = try SourceTree.text(of: "\(Self.app)/views/users.js")
        let roles = try #require(page.firstMatch(of: /const roles = \[(.*)\];/))
        #expect(quoted(roles.1) == Role.allCases.map(\.rawValue))
    }

    @Test func `the form of settings has a control for every format of their schemas`() throws {
        let schemas = try #require(Self.document["components"]?["schemas"]?.members)
        let paths = try #require(Self.document["paths"]?.members)
        var formats: Set<String> = []
        var hasSecrets = false
        func read(_ json: JSON) {
            switch json {
            case .array(let values): for value in values { read(value) }
            case .object(let members):
                if let name = members["$ref"]?.text?.split(separator: "/").last { read(schemas[String(name)] ?? .null) }
                if let format = members["format"]?.text { formats.insert(format) }
                if members["writeOnly"] == true { hasSecrets = true }
                for (_, value) in members { read(value) }
            default: break
            }
        }
        var sections = 0
        for (path, operations) in paths where path.contains(/^\/api\/v1\/config\/\w+$/) {
            guard let content = operations["patch"]?["requestBody"] else { continue }
            sections += 1
            read(content)
        }
        #expect(sections > 5 && hasSecrets)
        let form = try SourceTree.text(of: "\(Self.app)/settings/section-form.js")
        let handled = Set(form.matches(of: /schema\.format === '(\w+)'/).map { String($0.1) })
        #expect(form.contains("schema.writeOnly"))
        // A text of any other format is a text; these have a control of their own, belong to an editor, or are lines.
        #expect(handled.isSubset(of: formats), "\(handled.subtracting(formats)) is no format")
        #expect(
            formats.subtracting(handled).isSubset(of: ["uri", "time", "uuid", "date"]),
            "\(formats.subtracting(handled))")
    }

    /// What a body may be longer than the program's limit, so that the program itself reports the limit.
    private static let slackBytes = 262_144

    private func number(_ file: String, _ pattern: Regex<(Substring, Substring)>) throws -> Int {
        let match = try #require(try SourceTree.text(of: file).firstMatch(of: pattern), "\(file)")
        let digits = match.1.prefix { $0.isNumber }
        let unit = ["k": 1024, "m": 1_048_576][match.1.dropFirst(digits.count)] ?? 1
        return try #require(Int(digits)) * unit
    }

    @Test func `nginx accepts bodies up to the program's limits and some more`() throws {
        let json = try number("nginx/server.conf", #/\nclient_max_body_size (\w+);/#)
        #expect(json == InputReader.contentBytes + Self.slackBytes)
        let longer = Domains.groups.flatMap(\.routes).filter { $0.input.contentBytes > InputReader.contentBytes }
        #expect(longer.map(\.target) == ["/api/v1/whatsapp/webhook"], "each has a limit of its own in nginx")
        let webhook = try number("nginx/server.conf", #/whatsapp/webhook \{\s+client_max_body_size (\w+);/#)
        #expect(webhook == (longer.first?.input.contentBytes ?? 0) + Self.slackBytes)
        let submission = try number(
            "scripts/lib/site.sh", #/INTAKE_BODY_BYTES\]=\$\(\(\$\(setting MAX_FILE_SIZE\) \+ (\d+)/#)
        #expect(submission == Self.slackBytes)
    }

    @Test func `nginx names the methods of the API`() throws {
        let map = try #require(
            try SourceTree.text(of: "nginx/site.conf").firstMatch(of: /"~\^\(\?:\/api\|\/auth\)\/" +"([A-Z, ]+)";/))
        let paths = try #require(Self.document["paths"]?.members)
        let methods = Set(paths.flatMap { $0.value.members.keys.map { $0.uppercased() } }).union(["HEAD", "OPTIONS"])
        #expect(Set(map.1.split(separator: ", ").map(String.init)) == methods)
    }
}
