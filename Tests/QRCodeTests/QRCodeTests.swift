import QRCode
import Testing

@Suite struct QRCodeTests {
    @Test func `a code has the three finder patterns of its kind`() throws {
        let code = try #require(QRCode("2@abc,def"))
        #expect(code.width >= 21 && code.modules.count == code.width * code.width)
        let corners = [(0, 0), (0, code.width - 7), (code.width - 7, 0)]
        for (row, column) in corners {
            let top = (0..<7).map { code.modules[row * code.width + column + $0] }
            let second = (0..<7).map { code.modules[(row + 1) * code.width + column + $0] }
            #expect(top == [true, true, true, true, true, true, true])
            #expect(second == [true, false, false, false, false, false, true])
        }
    }

    @Test func `a picture is a whole PNG, and another for another text`() throws {
        let picture = try #require(QRCode("a")?.png())
        #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        #expect(picture.suffix(8).starts(with: "IEND".utf8))
        #expect(picture != QRCode("b")?.png() && picture == QRCode("a")?.png())
    }

    @Test func `a text that fits no code gives none`() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "a", count: QRCode.textBytes))?.png() != nil)
        #expect(QRCode(String(repeating: "a", count: QRCode.textBytes + 1)) == nil)
    }
}
