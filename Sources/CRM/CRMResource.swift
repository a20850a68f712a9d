package import Routing
package import Values

/// A resource that the CRM returns under a name of its own: a customer, a product, …
///
/// Source: SPEC section 6, "Envelope".
package protocol CRMResource: Paged, Sendable {
    /// Its name in a response of its own.
    static var singular: String { get }
    /// The name of a list of it.
    static var plural: String { get }
    /// The name of its shape in the document.
    static var shapeName: String { get }
}

extension CRMResource {
    /// The page's number under both names that front ends know.
    package static var pageForm: PageForm { PageForm("\(shapeName)Page", of: plural, repeatsNumber: true) }
}

/// One resource, as it was asked for.
package struct Shown<Resource: CRMResource>: JSONWritable, Described {
    let resource: Resource

    /// A resource under its name.
    package init(resource: Resource) { self.resource = resource }

    /// Writes the resource under its name.
    package func write(to object: inout JSONObjectWriter) { object.add(Resource.singular, resource) }

    /// The shape of SPEC section 6.
    package static var schema: Schema {
        .object("\(Resource.shapeName)Shown", [.required(Resource.singular, Resource.schema)])
    }
}

/// One resource after something was done to it, and what.
package struct Changed<Resource: CRMResource>: JSONWritable, Described {
    let message: String
    let resource: Resource

    /// What was done, and the resource as it is now.
    package init(message: String, resource: Resource) {
        self.message = message
        self.resource = resource
    }

    /// Writes the message, then the resource under its name.
    package func write(to object: inout JSONObjectWriter) {
        object.add("message", message)
        object.add(Resource.singular, resource)
    }

    /// The shape of SPEC section 6.
    package static var schema: Schema {
        .object(
            "\(Resource.shapeName)Changed",
            [.required("message", .string), .required(Resource.singular, Resource.schema)])
    }
}

/// The response to a deletion or deactivation.
package struct Done: Encodable, Described {
    let message: String

    /// What was done.
    package init(message: String) { self.message = message }

    /// The shape of SPEC section 6.
    package static let schema = Schema.object("Done", [.required("message", .string)])
}
