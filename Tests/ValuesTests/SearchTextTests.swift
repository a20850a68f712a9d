import TestSupport
import Testing

@testable import Values

@Suite struct SearchTextTests {
    @Test(arguments: [
        ("José", "jose"), ("CONCEIÇÃO", "conceicao"), ("Straße", "strasse"), ("Łódź", "lodz"),
        ("İzmir ıssız", "izmir issiz"),
        ("Ærø", "aero"), ("Nguyễn", "nguyen"), ("ÅNGSTRÖM", "angstrom"), ("e\u{301}", "e"), ("Иван", "иван"),
        ("ΜΑΡΊΑ", "μαρια"),
    ])
    func `case and accents are folded away`(text: String, folded: String) {
        #expect(SearchText.folded(text) == folded)
    }

    private func words(_ add: (inout SearchText) -> Void) -> [String] {
        var text = SearchText()
        add(&text)
        return text.words
    }

    @Test(arguments: [
        ("Ana  Maria Silva", ["ana", "maria", "silva"]), ("Li", ["li"]), ("O'Neil", ["oneil", "neil"]),
        ("Souza & Filhos Ltda.", ["souza", "filhos", "ltda"]), ("100% Pure (new)", ["100", "pure", "new"]),
        ("the a of", ["the", "a", "of"]), ("-- %", []), ("", []), ("a|b a|b", ["a|b", "b"]), ("東京 商店", ["東京", "商店"]),
        ("Zoë 🙂", ["zoe"]), ("Pi-Teste", ["piteste", "teste"]), ("D`Ávila", ["davila", "avila"]),
        ("Ana\u{200B}bela", ["anabela"]),
    ])
    func `each word of a text is indexed once, from each letter after a sign`(text: String, words: [String]) {
        #expect(self.words { $0.add(text) } == words)
    }

    @Test func `an address is indexed from each of its parts but the last`() {
        #expect(
            words { $0.add(address: "ana.silva@mail.example.com") } == [
                "ana.silva@mail.example.com", "silva@mail.example.com", "mail.example.com", "example.com",
            ])
        #expect(words { $0.add(address: nil) } == [])
    }

    @Test(arguments: [
        ("+5511987654321", ["#5511987654321", "#11987654321", "#987654321"]),
        ("+12025550143", ["#12025550143", "#2025550143", "#25550143", "#5550143"]),
        ("+351912345678", ["#351912345678", "#912345678", "#2345678", "#345678"]),
        ("+2904567", ["#2904567", "#4567"]),
    ])
    func `a telephone number is indexed with and without country and area code`(phone: String, words: [String]) {
        #expect(self.words { $0.add(phone: phone) } == words)
    }

    @Test(arguments: [("529.982.247-25", "#52998224725"), ("12.ABC.345/01DE-35", "#12abc34501de35")])
    func `a document is indexed by its digits and letters`(document: String, word: String) {
        #expect(words { $0.add(document: document) } == [word])
    }

    @Test func `neither a word nor a record grows past its limit`() {
        let long = words { $0.add(String(repeating: "x\u{1F468}\u{200D}\u{1F469}", count: 200)) }
        #expect(long.allSatisfy { $0.unicodeScalars.count <= SearchText.wordLength })
        let many = words { $0.add((0..<1_000).map { "w\($0)" }.joined(separator: " ")) }
        #expect(many.count == SearchText.mostWords)
    }

    @Test(arguments: [
        ("silva", [["silva"]]), ("Ana  SILVA", [["ana"], ["silva"]]), ("ana ana", [["ana"]]), ("José,", [["jose"]]),
        ("Firm 13", [["firm"], ["13"]]), ("Firm%13", [["firm%13"]]), ("%", []), ("_ - ''", []),
        ("+ana* -\"silva\"~", [["ana"], ["silva"]]),
        ("5511", [["5511", "#5511"]]), ("(11) 98765-4321", [["#11987654321"]]),
        ("+55 11 98765 4321", [["#5511987654321"]]),
        ("98765-4321", [["987654321", "#987654321"]]), ("011 98765-4321", [["#011987654321", "#11987654321"]]),
        ("529.982.247-25", [["529.982.24725", "#52998224725"]]),
        ("12.abc.345/01DE-35", [["12.abc.345/01de35", "#12abc34501de35"]]),
        ("AB.CDE.FGH/IJKL-80", [["ab.cde.fgh/ijkl80", "#abcdefghijkl80"]]), ("O’Neil", [["oneil"]]),
        ("Pi‑Teste", [["piteste", "pi"], ["piteste", "teste"]]), ("ana-maria@x-y.example", [["anamaria@xy.example"]]),
        ("lead1234.x@example.com", [["lead1234.x@example.com"]]), ("rua 13 5", [["rua"], ["13"], ["5"]]),
        ("ana 11 98765-4321 silva", [["ana"], ["#11987654321"], ["silva"]]),
    ])
    func `a query is the beginnings of words and numbers, and no sign is an operator`(text: String, terms: [[String]]) {
        #expect(SearchQuery(text).terms == terms)
    }

    @Test func `a query has eight terms at most`() {
        #expect(SearchQuery((0..<99).map { "w\($0)" }.joined(separator: " ")).terms.count == SearchQuery.mostTerms)
    }

    /// What people type for the apostrophe of a keyboard and for its hyphen.
    @Test func `every apostrophe is one, and every dash a hyphen`() {
        let apostrophes = "'`´ʹʻʼʽʾʿˈˊˋ‘’‚‛′‵❛❜ꞋꞌＧ＇｀".unicodeScalars.filter { $0 != "Ｇ" }
        for sign in apostrophes { #expect(SearchText.folded("O\(sign)Neil") == "o'neil", "\(sign.value)") }
        let dashes = "-‐‑‒–—―⁃−﹘﹣－˗⸺⸻〜・".unicodeScalars.filter { $0 != "・" }
        for sign in dashes { #expect(SearchText.folded("Pi\(sign)Teste") == "pi-teste", "\(sign.value)") }
        // Decompose to an apostrophe, and vanish.
        #expect(SearchText.folded("a\u{1FEF}b\u{1FFD}c") == "a'b'c")
        #expect(SearchText.folded("a\u{AD}b\u{200D}c\u{2060}d") == "abcd")
    }

    /// Each end of such a piece is a word of its own until there are enough.
    @Test func `a piece with as many ends as signs costs no more than n log n`() throws {
        let excess = CPUCost.excess(bytes: 4096, runs: 5) {
            Array(String(repeating: "\"a:1,", count: $0 / 5).utf8)
        } read: {
            var text = SearchText()
            text.add(String(decoding: $0, as: UTF8.self))
        }
        // What is quadratic has 6.
        #expect(try #require(excess) < 3)
    }
}
