import Routing
import TestSupport
import Testing

@Suite struct MembersTests {
    @Test func `members are those of a plain list, however many there are`() {
        let seed = UInt64.random(in: .min ... .max)
        var numbers = SeededNumbers(seed: seed)
        for most in [3, 15, 16, 17, 18, 60] {
            var members: Members<Int> = [:]
            var plain: [(key: String, value: Int)] = []
            for value in 0..<400 {
                let key = "név \(Int.random(in: 0..<most, using: &numbers))"
                let place = plain.firstIndex { $0.key == key }
                #expect(members[key] == place.map { plain[$0].value }, "seed \(seed)")
                switch (Int.random(in: 0..<5, using: &numbers), place) {
                case (0, let place?):
                    members[key] = nil
                    plain.remove(at: place)
                case (1, let place?):
                    members[key, default: 0] += 1
                    plain[place].value += 1
                case (_, let place?):
                    members[key] = value
                    plain[place].value = value
                case (1, nil):
                    members[key, default: value] += 1
                    plain.append((key, value + 1))
                case (_, nil):
                    members[key] = value
                    plain.append((key, value))
                }
                #expect(members.keys == plain.map(\.key) && members.values == plain.map(\.value), "seed \(seed)")
            }
        }
    }
}
