import Frame
package import MariaDB
package import Routing

extension IntakeForm.Definition {
    /// The members, in the order in which they are shown.
    package var members: Members<JSON> {
        [
            "title": title.json, "intro": intro?.json ?? .null, "button": button.json,
            "fields": .array(fields.map(\.json)), "resume": .string(resume.rawValue),
            "consents": .array(consents.map(\.json)), "thanks": thanks.json,
            "notify_emails": .array(notifyEmails.map(JSON.string)), "source": source.map(JSON.string) ?? .null,
            "guard": .string(protection.rawValue),
            "embed_origins": .array(embedOrigins.map { .string($0.text) }),
        ]
    }

    /// Reads what `members` wrote; nil for anything else.
    init?(_ json: JSON) {
        guard let title = json["title"].flatMap({ Text($0) }), let button = json["button"].flatMap({ Text($0) }),
            let resume = json["resume"]?.text.flatMap({ IntakeForm.ResumeDemand(bytewise: $0) }),
            let protection = json["guard"]?.text.flatMap({ Guard(bytewise: $0) })
        else { return nil }
        self.title = title
        intro = json["intro"].flatMap { Text($0) }
        self.button = button
        fields = (json["fields"]?.elements ?? []).compactMap { IntakeForm.Field($0) }
        self.resume = resume
        consents = (json["consents"]?.elements ?? []).compactMap { IntakeForm.Consent($0) }
        thanks = IntakeForm.Thanks(
            text: json["thanks"]?["text"].flatMap { Text($0) }, redirectURL: json["thanks"]?["redirect_url"]?.text)
        notifyEmails = (json["notify_emails"]?.elements ?? []).compactMap(\.text)
        source = json["source"]?.text
        self.protection = protection
        embedOrigins = (json["embed_origins"]?.elements ?? []).compactMap { $0.text.flatMap { WebOrigin($0) } }
    }
}

extension IntakeForm.Definition: ColumnDecodable, SQLBindable {
    /// A JSON object.
    package var sqlValue: SQLValue { .text(String(decoding: JSON.object(members).bytes, as: UTF8.self)) }

    /// The object in a text column.
    package init(column: borrowing Column) throws(DatabaseError) {
        guard let json = try? JSONText.parse(column.bytes()), let read = Self(json) else { throw column.undecodable }
        self = read
    }
}

extension IntakeForm.Field {
    /// `{"field", "required", "label", "hint", "default", "is_hidden"}`
    package var json: JSON {
        [
            "field": .string(name), "required": .boolean(isRequired), "label": label?.json ?? .null,
            "hint": hint?.json ?? .null, "default": preset ?? .null, "is_hidden": .boolean(isHidden),
        ]
    }

    /// Reads what `json` wrote; nil for anything else.
    init?(_ json: JSON) {
        guard let name = json["field"]?.text else { return nil }
        self.init(
            name: name, isRequired: json["required"] == .boolean(true), label: json["label"].flatMap { Text($0) },
            hint: json["hint"].flatMap { Text($0) }, preset: json["default"].flatMap(\.unlessNull),
            isHidden: json["is_hidden"] == .boolean(true))
    }
}

extension JSON {
    /// The value, unless it is null; a bare `nil` would be the JSON null.
    var unlessNull: JSON? {
        if isNull { return Optional.none }
        return self
    }
}

extension IntakeForm.Consent {
    /// `{"purpose", "text", "required"}`
    package var json: JSON {
        ["purpose": .string(purpose), "text": text.json, "required": .boolean(isRequired)]
    }

    /// Reads what `json` wrote; nil for anything else.
    init?(_ json: JSON) {
        guard let purpose = json["purpose"]?.text, let text = json["text"].flatMap({ Text($0) }) else { return nil }
        self.init(purpose: purpose, text: text, isRequired: json["required"] == .boolean(true))
    }
}

extension IntakeForm.Thanks {
    /// `{"text", "redirect_url"}`
    package var json: JSON {
        ["text": text?.json ?? .null, "redirect_url": redirectURL.map(JSON.string) ?? .null]
    }
}
