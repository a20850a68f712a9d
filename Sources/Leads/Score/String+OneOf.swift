extension String {
    /// Whether it is one of some texts, case aside.
    func isOne(of texts: [String]) -> Bool {
        let text = lowercased()
        return texts.contains { $0.lowercased() == text }
    }
}
