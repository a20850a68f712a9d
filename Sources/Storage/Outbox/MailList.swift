package import Routing

/// A list of values that the templates of mails show alike, each in a line of its own with its label.
///
/// A line of a template with `{{list.label}}` and `{{list.value}}` is repeated for each row of the list of that name. The label replaces as
/// many blanks before the value, so that the values of plain text are in one column.
package struct MailList: Sendable {
    /// One value and its label.
    package struct Row: Sendable {
        let name: String
        let label: Text

        /// The value of a name.
        package init(_ name: String, _ label: Text) {
            self.name = name
            self.label = label
        }
    }

    private let labelMark: String
    private let valueMark: String
    private let rows: [Row]

    /// A list of a name, in its order.
    package init(_ name: String, _ rows: [Row]) {
        labelMark = "{{\(name).label}}"
        valueMark = "{{\(name).value}}"
        self.rows = rows
    }

    /// A template with its line of this list repeated.
    func expand(_ template: String, in language: Language, _ escape: (String) -> String) -> String {
        template.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let sides = line.split(separator: labelMark, maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { return String(line) }
            return rows.map { row in
                let label = row.label.wording(in: language)
                let rest = Self.rest(of: String(sides[1]), valueMark, after: label.unicodeScalars.count)
                return "\(sides[0])\(escape(label))\(rest.replacing(valueMark, with: "{{\(row.name)}}"))"
            }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// What follows a label, without as many of the blanks before the value; one of them stays.
    private static func rest(of text: String, _ mark: String, after labelLength: Int) -> String {
        guard let place = text.firstRange(of: mark)?.lowerBound else { return text }
        let front = text[..<place]
        let blanks = front.utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count
        return "\(front.dropLast(min(labelLength, max(blanks - 1, 0))))\(text[place...])"
    }
}
