import Environment
import Routing
import Storage
import StoredSettings
import TestSupport
import Testing
import Values

@testable import Configuration

@Suite struct CatalogTests {
    /// A section whose change starts a job.
    private enum Recounted: ConfigSection {
        static let name = "recounted"
        static let title = "Recounted"
        static let members = [ConfigMember("limit", .integer(1...9), default: 3)]
        static let startsJob = true
    }

    private enum Catalog: ConfigCatalog {
        static let sections = configurationSections + [Recounted.self]
        static let publicSettings =
            publicConfiguration + [
                PublicSettings(of: Recounted.self), PublicSettings("mail", .boolean) { _, _ in false },
                PublicSettings("carrier", .oneOf(["stub"])) { _, _ in "stub" },
            ]
    }

    @Test func `each section of a catalog has routes of its own`() {
        let targets = configRoutes(of: Catalog.self).routes.map(\.target)
        for section in Catalog.sections {
            #expect(targets.filter { $0 == "/config/\(section.name)" }.count == 3)
            #expect(targets.filter { $0 == "/config/\(section.name)/history" }.count == 1)
        }
        let others = targets.filter { target in
            !Catalog.sections.contains { ["/config/\($0.name)", "/config/\($0.name)/history"].contains(target) }
        }
        #expect(
            others == [
                "/config", "/config", "/config", "/config/public", "/config/appearance/logo",
                "/config/appearance/logo", "/config/email/test",
            ])
        #expect(Catalog.section(named: "recounted") == Recounted.self && Catalog.section(named: "public") == nil)
    }

    @Test func `a section whose change starts a job names it in its answer`() throws {
        let job = Job.ID()
        let answer = SectionAnswer<Recounted>(values: ["limit": 3], job: job)
        let json = try JSONText.parse(JSONText.bytes(of: answer))
        #expect(json == ["limit": 3, "job": ["id": .string(job.text)]])
        #expect(try SectionAnswer<Recounted>.schema.faults(of: json) == [])
        #expect(SectionAnswer<AppearanceConfig>.schema == AppearanceConfig.shownSchema)
    }

    @Test func `the public settings have their declared shape, and a tag for their state`() throws {
        let settings = try Settings([:], for: .administering)
        let snapshot = ConfigSnapshot(["recounted": StoredConfig(values: ["limit": 5], version: 4)])
        var values: Members<JSON> = [:]
        for each in Catalog.publicSettings { values.merge(each.values(in: snapshot, over: settings)) { $1 } }
        #expect(values["limit"] == 5 && values["mail"] == false && values["carrier"] == "stub")
        #expect(try PublicAnswer<Catalog>.schema.faults(of: JSON.object(values)) == [])
        #expect(Catalog.publicSettings.map { $0.state(in: snapshot, over: settings) } == ["0", "4", "no-mail", "stub"])
    }
}
