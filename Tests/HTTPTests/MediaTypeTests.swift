import HTTP
import Testing

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("application/json", "application/json"), ("Application/JSON; charset=utf-8", "application/json"),
        (" text/html ;q=1", "text/html"), ("multipart/form-data; boundary=a/b", "multipart/form-data"),
    ])
    func `reads type and subtype without parameters, ignoring case`(field: String, essence: String) {
        #expect(MediaType(field)?.essence == essence)
    }

    @Test(arguments: [nil, "", "json", "/json", "application/", "a/b/c", ";application/json"])
    func `a field that names no type is none`(field: String?) {
        #expect(MediaType(field) == nil)
    }

    @Test(arguments: [
        ("application/json", true), ("application/merge-patch+json", true), ("text/json", false),
        ("application/jsonx", false), ("text/plain+json", false),
    ])
    func `knows JSON and what is built on it`(field: String, isJSON: Bool) {
        #expect(MediaType(field)?.isJSON == isJSON)
    }

    @Test(arguments: [
        ("text/html,application/xhtml+xml,*/*;q=0.8", true), ("application/json, text/HTML;q=0.5", false),
        ("text/html;q=0", false), ("application/json;q=0.9, text/html", true),
        ("*/*", false), ("application/json", false), ("text/*", false), ("", false), (nil, false),
    ])
    func `a browser asks for HTML by name`(accept: String?, prefersHTML: Bool) {
        #expect(MediaType.prefersHTML(accept) == prefersHTML)
    }
}
