import HTTP
import Routing
import Testing

@testable import Leads

@Suite struct ExportPlacesTests {
    private let places = ExportPlaces(2)

    private func status(of userID: String) -> Int {
        do {
            try places.take(for: userID)
            return 200
        } catch {
            return error.status.rawValue
        }
    }

    @Test func `a user has one export at a time, however many places are free`() {
        #expect((1...4).map { _ in status(of: "ada") } == [200, 429, 429, 429])
        #expect(status(of: "grace") == 200)
    }

    @Test func `further users wait while all places are occupied`() {
        #expect(["ada", "grace", "alan", "ada"].map(status) == [200, 200, 503, 429])
        places.leave("ada")
        #expect(["grace", "alan", "ada"].map(status) == [429, 200, 503])
    }
}
