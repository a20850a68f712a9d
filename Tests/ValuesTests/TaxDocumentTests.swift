import Routing
import TestSupport
import Testing
import Values

@Suite struct TaxDocumentTests {
    @Test(arguments: [
        ("529.982.247-25", "52998224725"), ("11144477735", "11144477735"), ("123.456.789-09", "12345678909"),
        (" 529 982 247 25 ", "52998224725"),
    ])
    func `takes a CPF`(written: String, text: String) {
        #expect(TaxDocument(written)?.kind == .cpf)
        #expect(TaxDocument(written)?.text == text)
    }

    // 12.ABC.345/01DE-35 is the example of the Receita Federal.
    @Test(arguments: [
        ("11.222.333/0001-81", "11222333000181"), ("00000000000191", "00000000000191"),
        ("12.ABC.345/01DE-35", "12ABC34501DE35"), ("12abc34501de35", "12ABC34501DE35"),
    ])
    func `takes a CNPJ of digits, or of digits and letters`(written: String, text: String) {
        #expect(TaxDocument(written)?.kind == .cnpj)
        #expect(TaxDocument(written)?.text == text)
    }

    @Test(arguments: [
        "", "529.982.247-24", "529.982.247-15", "11.222.333/0001-80", "11.222.333/0001-71", "12ABC34501DE34",
        "12ABC34501DE25",
        "12ABC34501DE3A", "5299822472", "529982247255", "00000000000", "11111111111", "00000000000000", "5299822472A",
        "５２９９８２２４７２５", "12ÁBC34501DE35", "529_982_247_25", "52998224725\n",
        "529.982.247-25" + String(repeating: " ", count: 40),
    ])
    func `refuses any other text`(written: String) {
        #expect(TaxDocument(written) == nil)
    }

    @Test func `changing any one character breaks the check digits`() {
        let number = Array("12ABC34501DE35")
        for place in number.indices {
            for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" where other != number[place] {
                var changed = number
                changed[place] = other
                // Values that are equal modulo 11 cannot be distinguished by the sums; letters reach past 11.
                guard place >= 12 || (value(other) - value(number[place])) % 11 != 0 else { continue }
                let found = TaxDocument(String(changed))
                // A remainder of 0 and of 1 give the same digit 0; this number's sums are neither.
                #expect(found == nil, "\(String(changed))")
            }
        }
    }

    private func value(_ sign: Character) -> Int { Int(sign.asciiValue ?? 48) - 48 }

    @Test func `a company's number may not be a person's`() {
        #expect(throws: Fault.self) { try Rule<TaxDocument>.cnpj.read(.text("529.982.247-25")) }
        #expect(throws: Fault.self) { try Rule<TaxDocument>.taxDocument.read(.text("529.982.247-24")) }
        #expect((try? Rule<TaxDocument>.cnpj.read(.text("11.222.333/0001-81")).text) == "11222333000181")
        #expect((try? Rule<TaxDocument>.taxDocument.read(.text("529.982.247-25")).text) == "52998224725")
    }
}
