import Frame

/// A number of an own field, as `lead_values` has it.
struct FieldNumber: Hashable {
    let field: CustomField.ID
    let number: Int
}

/// Consecutive numbers of an own field, and how many leads have one of them.
struct NumberRange: Equatable {
    /// The least of them.
    var start: Int
    var total: Int
}

/// What a list asks of the numbers of an own field.
struct NumberCondition {
    /// From so many spans on, entries of the index are counted one by one: each span asks for the ranges at both of its ends.
    private static let mostSpans = 8

    let condition: CustomCondition
    /// The numbers that it lets through.
    let spans: [ClosedRange<Int>]

    var field: CustomField { condition.field }

    /// Nil for what asks for texts, for truths, which have counters of their own, or for too many numbers that are far from each other.
    init?(_ condition: CustomCondition) {
        guard condition.field.kind.hasRange else { return nil }
        self.condition = condition
        switch condition.test {
        case .texts: return nil
        case .range(let lowest, let highest):
            let (lowest, highest) = (lowest ?? .min, highest ?? .max)
            spans = lowest <= highest ? [lowest...highest] : []
        case .numbers(let numbers):
            spans = Self.spans(of: numbers)
            guard spans.count <= Self.mostSpans else { return nil }
        }
    }

    private static func spans(of numbers: [Int]) -> [ClosedRange<Int>] {
        var spans: [ClosedRange<Int>] = []
        for number in Set(numbers).sorted() {
            if let last = spans.last, last.upperBound == number - 1 {
                spans[spans.count - 1] = last.lowerBound...number
            } else {
                spans.append(number...number)
            }
        }
        return spans
    }
}
