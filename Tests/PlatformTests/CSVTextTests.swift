import Platform
import Testing

@Suite struct CSVTextTests {
    private func record(_ cells: String?...) -> String {
        var text = CSVText()
        for cell in cells { text.append(cell) }
        text.endRecord()
        return String(decoding: text.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("plain", "plain"), ("", ""), (" padded ", " padded "), ("Zoë 🙂", "Zoë 🙂"), ("a;b", "a;b"), ("a'b", "a'b"),
        ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("\"", "\"\"\"\""), ("a\nb", "\"a\nb\""),
        ("a\r\nb", "\"a\r\nb\""),
    ])
    func `quotes a cell that holds a comma, a quote or a line's end, and no other`(cell: String, written: String) {
        #expect(record(cell) == written + "\r\n")
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
        ("\rx", "\"'\rx\""), ("=a,b", "\"'=a,b\""), ("=\"x\"", "\"'=\"\"x\"\"\""), ("+55 11 9", "'+55 11 9"),
        ("+5511987654321 ", "'+5511987654321 "), ("+05511987654", "'+05511987654"), ("+", "'+"), ("=", "'="),
        ("a=1", "a=1"), (" =1", " =1"), ("+5511987654321", "+5511987654321"),
    ])
    func `no cell begins a formula, and a telephone number stays one`(cell: String, written: String) {
        #expect(record(cell) == written + "\r\n")
    }

    @Test func `cells stand between commas, the unknown are empty, and each record ends its line`() {
        #expect(record("a", nil, "", "d") == "a,,,d\r\n")
        #expect(record(nil, "b") == ",b\r\n")
        #expect(record(nil, nil) == ",\r\n")
    }

    @Test func `what was taken is not given again, and a record may be taken in pieces`() {
        var text = CSVText()
        text.append("a")
        #expect(text.take() == Array("a".utf8))
        text.append("b")
        text.endRecord()
        #expect(text.take() == Array(",b\r\n".utf8))
        #expect(text.take() == [])
    }
}
