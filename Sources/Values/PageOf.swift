package import Routing

/// An item of lists that are answered page by page.
package protocol Paged: JSONWritable, Described, SendableMetatype {
    /// The form of its pages.
    static var pageForm: PageForm { get }
}

/// How pages of a type of item are called and written.
package struct PageForm: Sendable {
    fileprivate let name: String
    fileprivate let items: String
    fileprivate let repeatsNumber: Bool
    fileprivate let count: Schema

    /// A form.
    ///
    /// - Parameters:
    ///   - name: the name of the schema of a page.
    ///   - items: the name of the member with the items.
    ///   - repeatsNumber: whether the number of the page is also given as `current_page`, for front ends that know it under that name.
    ///   - isBounded: whether the document limits the numbers of items and pages to 32 bits.
    package init(_ name: String, of items: String, repeatsNumber: Bool = false, isBounded: Bool = true) {
        self.name = name
        self.items = items
        self.repeatsNumber = repeatsNumber
        count = isBounded ? .integer(0...Int(Int32.max)) : .integer(0...)
    }
}

/// A page of a list, in the envelope of all lists.
///
/// Source: SPEC section 6, "Envelope".
package struct PageOf<Item: Paged>: JSONWritable, Described {
    private let items: [Item]
    private let total: Int
    private let page: Page

    /// A page of a list with so many items in all.
    package init(_ items: [Item], total: Int, _ page: Page) {
        self.items = items
        self.total = total
        self.page = page
    }

    /// Writes the page.
    package func write(to object: inout JSONObjectWriter) {
        object.add(Item.pageForm.items, items)
        object.add("total", total)
        object.add("page", page.number)
        if Item.pageForm.repeatsNumber { object.add("current_page", page.number) }
        object.add("per_page", page.size)
        object.add("pages", page.count(for: total))
    }

    /// The shape of the envelope.
    package static var schema: Schema {
        let form = Item.pageForm
        var members: [Schema.Member] = [
            .required(form.items, .array(of: Item.schema)), .required("total", form.count),
            .required("page", .integer(1...)),
        ]
        if form.repeatsNumber { members.append(.required("current_page", .integer(1...))) }
        members.append(.required("per_page", .integer(1...Page.largest)))
        members.append(.required("pages", form.count))
        return .object(form.name, members)
    }
}

extension PageOf: Sendable where Item: Sendable {}
