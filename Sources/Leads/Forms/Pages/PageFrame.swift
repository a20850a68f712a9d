import Routing
import Storage

/// What the pages of public forms have around their content.
struct PageFrame {
    /// As it is; it is escaped here.
    let title: String
    /// The script in the folder `form` of the assets.
    let script: String
    /// The address of the same page in a language.
    let other: (Language) -> String
    let isEmbedded: Bool
    /// Where scripts and styles are.
    let assets: String

    private static let names: [Language: String] = [.english: "English", .brazilianPortuguese: "Português"]

    /// The address of a page of a form; the form at `/` is in frames of the sites of `EMBED_ORIGINS`, too.
    static func address(of form: IntakeForm, _ page: String, _ language: Language, isEmbedded: Bool) -> String {
        if isEmbedded, form.isContact { return "/\(language.rawValue)/embed\(page)" }
        return "/f/\(form.slug)\(page)?lang=\(language.rawValue)" + (isEmbedded ? "&embed=1" : "")
    }

    /// What a person who sends a form agrees to.
    static func privacyLine(in language: Language) -> String {
        let text = Text(
            "By sending this form you agree that we keep what you send so that we can reply to you.",
            pt: "Ao enviar este formulário, você concorda que guardemos o que enviou para poder responder.")
        let link = Text("How we treat your data", pt: "Como tratamos seus dados")
        let note = Text("(opens in a new tab)", pt: "(abre em nova aba)")
        return """
            <p class="consent">\(text.wording(in: language)) <a id="privacy-link" href="/\(language.rawValue)/privacy" target="_blank" rel="noopener">\(link.wording(in: language)) <span class="visually-hidden">\(note.wording(in: language))</span></a></p>
            """
    }

    /// The whole page around its content, which is HTML.
    func text(in language: Language, _ body: String) -> [UInt8] {
        let languages = Language.allCases.map { each in
            let name = Self.names[each] ?? each.rawValue
            guard each != language else {
                return "<span lang=\"\(each.rawValue)\" aria-current=\"true\">\(name)</span>"
            }
            return """
                <a href="\(other(each).escapedForHTML)" hreflang="\(each.rawValue)" lang="\(each.rawValue)">\(name)</a>
                """
        }
        let skip = Text("Skip to the content", pt: "Ir para o conteúdo")
        let nav = Text("Language", pt: "Idioma")
        return Array(
            """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)"\(isEmbedded ? " class=\"embedded\"" : "")>
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title.escapedForHTML)</title>
            <link rel="icon" href="\(assets)/favicon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="\(assets)/lib/bootstrap.min.css">
            <link rel="stylesheet" href="\(assets)/guiche.css">
            <script type="module" src="\(assets)/form/\(script)"></script>
            </head>
            <body>
            <a class="skip" href="#main">\(skip.wording(in: language))</a>
            <header class="masthead">
            <p class="brand"><img id="brand-logo" alt="" hidden><span id="brand-name">Guichê</span></p>
            <nav class="languages" aria-label="\(nav.wording(in: language))">\(languages.joined(separator: " "))</nav>
            </header>
            <main class="sheet" id="main" tabindex="-1">
            \(body)
            </main>
            </body>
            </html>

            """.utf8)
    }
}
