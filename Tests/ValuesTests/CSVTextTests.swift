import Testing
import Values

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
        ("a=1", "a=1"), (" =1", " =1"), ("+5511987654321", "+5511987654321"), ("x;=F", "x;'=F"), ("x,=F", "\"x,'=F\""),
        ("x\t@F", "x\t'@F"), ("x;-", "x;'-"), ("x;;+1", "x;;'+1"), ("x\n=F", "\"x\n=F\""), ("\t=1", "'\t=1"),
        ("x;\t=F", "x;'\t'=F"),
        ("x; =F", "x; =F"),
        ("=1;=2", "'=1;'=2"), ("a;+5511987654321", "a;'+5511987654321"),
    ])
    func `no cell begins a formula, and a telephone number stays one`(cell: String, written: String) {
        #expect(record(cell) == written + "\r\n")
    }

    @Test func `cells are separated by commas, unknown values are empty, and each record ends its line`() {
        #expect(record("a", nil, "", "d") == "a,,,d\r\n")
        #expect(record(nil, "b") == ",b\r\n")
        #expect(record(nil, nil) == ",\r\n")
    }

    @Test func `removed text is not returned again, and a record may be removed in pieces`() {
        var text = CSVText()
        text.append("a")
        #expect(text.take() == Array("a".utf8))
        text.append("b")
        text.endRecord()
        #expect(text.take() == Array(",b\r\n".utf8))
        #expect(text.take() == [])
    }

    private func spreadsheetRecord(_ cells: String?...) -> String {
        var text = CSVText(.spreadsheet)
        for cell in cells { text.append(cell) }
        text.endRecord()
        return String(decoding: text.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        "11-50", "007", "+5511987654321", "1/2", "1.5", "1,50", "1e5", "10%", "R$ 50", "12:30", "1-2-2026", "mar 1",
        "Sept-22",
        "5 de março", "11–50", "2026-01-31", "2026-01-31T12:00:00Z", "TRUE", "verdadeiro", "1 000", "(5)", "3 pm",
    ])
    func `a spreadsheet keeps text that looks like a number or a date`(cell: String) {
        #expect(spreadsheetRecord(cell) == "\u{FEFF}\"=\"\"\(cell)\"\"\"\r\n")
        #expect(record(cell).unicodeScalars.first != "\u{FEFF}")
    }

    @Test(arguments: [
        ("Ana", "Ana"), ("50k-100k", "50k-100k"), ("Sala 5", "Sala 5"), ("a,b", "a,b"), ("a;b", "\"a;b\""), ("", ""),
        ("-1", "'-1"), ("=1", "'=1"), ("+55 11 98765-4321", "'+55 11 98765-4321"), ("1;=2", "\"1;'=2\""),
        ("1,-5", "1,'-5"),
        ("março", "março"), ("true story", "true story"), ("007 🙂", "007 🙂"), ("\"7\"", "\"\"\"7\"\"\""),
    ])
    func `a spreadsheet gets other text as every program does, between semicolons`(cell: String, written: String) {
        #expect(spreadsheetRecord(cell, "b") == "\u{FEFF}\(written);b\r\n")
    }
}
