import Environment
import FoundationEssentials
import Frame
import Routing
import Serving

/// Where the pages of this release load their scripts and styles from; kept by a thread.
final class PageAssets {
    /// `/assets`, or `/assets/v-` and the release's own mark.
    let address: String

    private static let plain = "/assets"
    private static let marked = "\"/assets/v-"

    /// The address that the pages of a folder name; the plain one without any.
    init(ofPagesIn folder: String?) {
        let data = folder.flatMap {
            FileManager.default.contents(atPath: "\($0)/\(Language.english.rawValue)/form.html")
        }
        let page = data.map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let start = page.firstRange(of: Self.marked)?.upperBound else {
            address = Self.plain
            return
        }
        let mark = page[start...].prefix { $0 != "/" && $0 != "\"" }
        address = "\(Self.plain)/v-\(mark)"
    }
}

extension Context {
    /// Where pages load their scripts and styles from.
    var assetsAddress: String {
        let folder = service.settings.pagesFolder
        return resources.kept { _ in PageAssets(ofPagesIn: folder) }.address
    }
}
