import App
import Configuration
import Environment
import Foundation
import Frame
import MariaDB
import Routing
import Storage
import StoredSettings
import TestSupport
import Testing

struct DomainsTests {
    /// A folder below `Sources` with routes, tables or mails of its own is a domain or part of the frame, and every domain is listed.
    @Test func `every domain's folder is in the list`() throws {
        let sources = "\(SourceTree.folder)/Sources"
        let frame = try #require(
            try SourceTree.text(of: "Package.swift").firstMatch(of: #/let frameNames = \[(.*)\]/#))
        let others = ["App"] + frame.1.matches(of: #/\w+/#).map { String($0.0) }
        let rooms = try FileManager.default.contentsOfDirectory(atPath: sources).filter { room in
            let files = FileManager.default.subpaths(atPath: "\(sources)/\(room)") ?? []
            return !others.contains(room)
                && files.contains { $0.hasSuffix("Routes.swift") || $0.hasSuffix("Store.swift") || $0 == "Mails" }
        }
        #expect((rooms + ["Frame"]).sorted() == Domains.all.map(\.name).sorted())
    }

    @Test func `operations, jobs and mails have one domain each`() {
        let operations = (Domains.groups + Domains.internalGroups).flatMap { $0.routes.map(\.operation) }
        let kinds = Domains.jobs { _ in OutgoingReply(status: 200, content: []) }.map(\.kind)
        let mails = Domains.mailKinds.map(\.name)
        for names in [operations, kinds, mails] { #expect(Set(names).count == names.count) }
        #expect(kinds.count > 3 && operations.count > 60)
    }

    /// A section or a step that no domain lists would never be shown or run.
    @Test func `every section and every step of what follows is declared by the domain of its folder`() throws {
        let sources = "\(SourceTree.folder)/Sources"
        let form = #/(?m)^(?:package )?(?:enum|struct|final class) (\w+): (?:ConfigSection|FollowUpStep)\b/#
        for domain in Domains.all {
            let files = FileManager.default.subpaths(atPath: "\(sources)/\(domain.name)") ?? []
            let written = try files.filter { $0.hasSuffix(".swift") }.flatMap { file in
                try SourceTree.text(of: "Sources/\(domain.name)/\(file)").matches(of: form).map { String($0.1) }
            }
            let declared = domain.sections.map { "\($0)" } + domain.followUpSteps.map { "\(type(of: $0))" }
            #expect(written.sorted() == declared.sorted())
        }
        #expect(
            Domains.followUpSteps.map(\.name) == [
                "handout", "clock", "counters", "tallies", "ranges", "forms", "consents", "touches", "own fields",
                "mails", "events",
                "words",
            ])
    }

    /// A job that no domain lists would stay unknown, a subscriber or a step would never run, a group would not be served.
    @Test
    func `every job, subscriber, timed step, source of metrics and group is declared by the domain of its folder`()
        throws
    {
        let sources = "\(SourceTree.folder)/Sources"
        let settings = try Settings(
            ["DATABASE_URL": "mysql://u:p@localhost/guiche", "GUICHE_HUB_SOCKET": "/run/hub.sock"], for: .administering)
        let types = #/(?m)^(?:package )?(?:struct|final class) (\w+): (?:JobHandler|EventSubscriber)\b/#
        let steps = #/static let \w+ = TimedStep\(\s*"([\w ]+)"/#
        let groups = #/RouteGroup<Context>\(\s*"(\w+)"/#
        for domain in Domains.all {
            let files = FileManager.default.subpaths(atPath: "\(sources)/\(domain.name)") ?? []
            let texts = try files.filter { $0.hasSuffix(".swift") }.map { file in
                try SourceTree.text(of: "Sources/\(domain.name)/\(file)")
            }
            let transport: OutgoingTransport = { _ in OutgoingReply(status: 200, content: []) }
            let declared =
                domain.jobs(transport).map { "\(type(of: $0))" }
                + domain.subscribers(settings, transport).map { "\(type(of: $0))" }
            #expect(texts.flatMap { $0.matches(of: types).map { String($0.1) } }.sorted() == declared.sorted())
            let timed = domain.timedSteps.map(\.name)
            for name in texts.flatMap({ $0.matches(of: steps).map { String($0.1) } }) {
                #expect(timed.contains(name), "\(domain.name): \(name)")
            }
            #expect(
                texts.flatMap { $0.matches(of: /static let \w+ = MetricSource\(/) }.count == domain.metricSources.count)
            var served = (domain.groups + domain.internalGroups).map(\.name)
            for name in texts.flatMap({ $0.matches(of: groups).map { String($0.1) } }) {
                let index = try #require(served.firstIndex(of: name), "\(domain.name): \(name)")
                served.remove(at: index)
            }
        }
    }

    /// A source that no domain lists would add nothing to a timeline.
    @Test func `every source of timelines is declared by the domain of its folder, one for each kind`() throws {
        let sources = "\(SourceTree.folder)/Sources"
        for domain in Domains.all where domain.name != "Frame" {
            let files = FileManager.default.subpaths(atPath: "\(sources)/\(domain.name)") ?? []
            let written = try files.filter { $0.hasSuffix(".swift") }.flatMap { file in
                try SourceTree.text(of: "Sources/\(domain.name)/\(file)").matches(of: #/= TimelineSource\(\s+\.(\w+)/#)
                    .map { String($0.1) }
            }
            #expect(written.sorted() == domain.timelineSources.map(\.kind.rawValue).sorted())
        }
        let kinds = Domains.TimelineSources.sources.map(\.kind)
        #expect(Set(kinds).count == kinds.count && !kinds.isEmpty)
    }

    @Test func `every section has a name of its own, and the permission of the contract`() {
        let sections = Domains.StoredSettings.sections
        #expect(Set(sections.map { $0.name }).count == sections.count)
        let own = sections.filter { $0.permission != .manageConfig }
        #expect(
            Dictionary(own.map { ($0.name, $0.permission.rawValue) }, uniquingKeysWith: { $1 }) == [
                "company": "core.manage_config_company", "chat": "core.manage_config_chat",
                "email": "core.manage_config_email", "appearance": "core.manage_config_appearance",
                "whatsapp": "core.manage_config_whatsapp", "handout": "core.manage_config_handout",
                "response": "core.manage_config_response",
            ])
    }

    /// A kind that its domain does not declare would never be sent.
    @Test func `the templates of a domain's folder are those of its kinds of mail, which have a title`() throws {
        for domain in Domains.all {
            let folder = "\(SourceTree.folder)/Sources/\(domain.name)/Mails"
            let found = (FileManager.default.subpaths(atPath: folder) ?? []).filter { $0.contains(".") }
            let wanted = Language.allCases.flatMap { language in
                domain.mailKinds.flatMap { kind in ["txt", "html"].map { "\(language.rawValue)/\(kind.name).\($0)" } }
            }
            #expect(found.sorted() == wanted.sorted())
        }
        for kind in Domains.mailKinds {
            for language in Language.allCases { #expect(!kind.title.wording(in: language).isEmpty, "\(kind.name)") }
        }
    }

    @Test func `the scripts know every database user`() throws {
        let parts = try #require(
            try SourceTree.text(of: "scripts/lib/settings.sh").firstMatch(of: /database_parts=\((.*)\)/))
        #expect(
            parts.1.split(separator: " ").map(String.init)
                == Layout.product.parts.filter { $0 != .admin }.map(\.name))
    }

    @Test func `every table of the schema has its rights declared`() throws {
        let made = try SourceTree.text(of: "schema.sql").matches(of: #/(?m)^CREATE TABLE (\w+)/#).map { String($0.1) }
        #expect(made.count > 20)
        #expect(Set(Domains.tables.map(\.name)) == Set(made))
        #expect(Domains.tables.count == made.count)
    }

    @Test func `rights are actions on a table, some of named columns only`() {
        let form = #/((SELECT|INSERT|UPDATE|DELETE)( \(\w+(, \w+)*\))?(, |$))+/#
        let parts = Layout.product.parts.filter { $0 != .admin }
        for table in Domains.tables {
            #expect(parts.contains { table.rights(of: $0) != nil }, "\(table.name)")
            for part in parts {
                guard let rights = table.rights(of: part) else { continue }
                #expect(rights.wholeMatch(of: form) != nil, "\(table.name), \(part)")
            }
            // A part that there is not is a misspelt one.
            #expect(Set(table.rights.keys).isSubset(of: parts), "\(table.name)")
        }
    }

    @Test func `only sign-in sees password hashes, only the worker what mails say`() {
        let whole = #/\b(SELECT)\b(?! \()|password_hash|template_values/#
        for (name, part) in [("users", "accounts"), ("outbox", Grants.Part.worker)] {
            let readers = Domains.tables.filter { $0.name == name }.flatMap { table in
                Layout.product.parts.filter { table.rights(of: $0)?.contains(whole) == true }
            }
            #expect(readers == [part])
        }
    }

    @Test func `stored responses belong to one pool, and the sweep cannot read them`() {
        let tables = Domains.tables.filter { $0.name.hasPrefix("idempotency_records") }
        #expect(tables.map(\.name) == Domains.answers.map(\.name.text))
        #expect(Domains.answers.map(\.pool).sorted() == Layout.product.pools(.split).map(\.name).sorted())
        for table in tables {
            let pools = Layout.product.parts.filter { $0 != .worker && table.rights(of: $0) != nil }
            #expect(pools.map { "idempotency_records_\($0.name)" } == [table.name])
            #expect(table.rights(of: .worker) == "SELECT (digest, expires_at), DELETE")
        }
    }
}
