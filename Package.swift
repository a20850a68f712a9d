// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is compiled with: no hidden existential, no leaked import, no unmarked pointer, no warning.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A Swift target and, when it has one, its tests; `imports` are the only modules of ours that it may import, `testing` those that its
/// tests may import besides. What stands in the folders `beside` is not compiled.
func module(
    _ name: String, imports: String..., testing: [String] = [], tested: Bool = true
) -> [Target] {
    module(name, imports: imports, testing: testing, tested: tested)
}

/// A target above the frame, all of which it may import.
func domain(_ name: String, imports: String..., testing: [String] = [], beside: [String] = []) -> [Target] {
    module(name, imports: frameNames + imports, testing: testing, beside: beside)
}

private func module(
    _ name: String, imports: [String], testing: [String], beside: [String] = [], tested: Bool = true
) -> [Target] {
    let dependencies = imports.map { Target.Dependency.byName(name: $0) }
    let library = Target.target(name: name, dependencies: dependencies, exclude: beside, swiftSettings: strict)
    guard tested else { return [library] }
    let isAboveEnvironment = imports.contains("Environment")
    let support: [Target.Dependency] = isAboveEnvironment ? ["TestSupport", "DomainTestSupport"] : ["TestSupport"]
    return [
        library,
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name)] + support + dependencies + testing.map { .byName(name: $0) },
            swiftSettings: strict),
    ]
}

/// Relocations of the Swift library that each process would read at its start, 1.1 MB, in 9 KB; and no table of our symbols, 0.5 MB,
/// since nothing is loaded that could ask for them.
///
/// Source: `DT_RELR`, glibc 2.36; of the linkers of the toolchain lld knows it.
let linked: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--no-export-dynamic"],
        .when(configuration: .release))
]

/// A program; its entry point holds no rules of its own.
func program(_ name: String, imports: String...) -> [Target] {
    [
        .executableTarget(
            name: name, dependencies: (frameNames + imports).map { .byName(name: $0) }, swiftSettings: strict,
            linkerSettings: linked)
    ]
}

let cLibraries: [Target] = [
    .systemLibrary(name: "CFastCGI"),
    .systemLibrary(name: "CPosix"),
    .systemLibrary(name: "CMariaDB", pkgConfig: "libmariadb"),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto"),
    .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt"),
    .systemLibrary(name: "CCurl"),
    .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode"),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng"),
]

let libraries: [[Target]] = [
    module("HTTP"),
    module("Multipart"),
    module("Routing", imports: "HTTP"),
    module("Documents"),
    module("Posix", imports: "CPosix"),
    module("FastCGI", imports: "CFastCGI", "HTTP", "Posix"),
    module("MariaDB", imports: "CMariaDB", "HTTP", "Posix"),
    module("Crypto", imports: "COpenSSL"),
    module("Passwords", imports: "CCrypt", "Crypto"),
    module("Transfer", imports: "CCurl", "Posix"),
    module("QRCode", imports: "CQREncode", "CPNG"),
]

/// What all domains share, from the bottom up.
let frame: [[Target]] = [
    module("Values", imports: "Routing", "MariaDB", "Posix", "Crypto"),
    module("Environment", imports: "Values", "Routing", "MariaDB", "Posix", "Crypto", testing: ["Multipart"]),
    module(
        "Storage", imports: "Environment", "Values", "HTTP", "Multipart", "Routing", "MariaDB", "Posix", "Crypto",
        "Transfer"),
    // Its tests are those of App, with the sections that there are.
    module(
        "StoredSettings", imports: "Storage", "Environment", "Values", "Routing", "MariaDB", tested: false),
    module("Serving", imports: "Storage", "Environment", "Values", "HTTP", "Routing", "MariaDB", "Posix", "Crypto"),
    module(
        "Frame", imports: "Serving", "StoredSettings", "Storage", "Environment", "Values", "HTTP", "Routing", "MariaDB",
        "Crypto"),
]

/// What a domain, the list of them, and a program may import of the frame.
let frameNames = ["Frame", "Serving", "StoredSettings", "Storage", "Environment", "Values"]

let product: [[Target]] = [
    domain("Accounts", imports: "HTTP", "Routing", "MariaDB", "Crypto", "Passwords", "Posix", beside: ["Mails"]),
    domain("CRM", imports: "HTTP", "Routing", "MariaDB", "Crypto", testing: ["Accounts"]),
    domain(
        "Leads", imports: "Accounts", "CRM", "Documents", "HTTP", "Routing", "MariaDB", "Crypto", "Multipart", "Posix",
        beside: ["Mails"]),
    domain(
        "Configuration", imports: "Accounts", "Documents", "HTTP", "Routing", "MariaDB", "Crypto", "Posix",
        beside: ["Mails"]),
    domain("Tasks", imports: "Accounts", "CRM", "Leads", "HTTP", "Routing", "MariaDB", beside: ["Mails"]),
    domain("Fields", imports: "CRM", "Leads", "HTTP", "Routing", "MariaDB", testing: ["Accounts"]),
    domain("Views", imports: "Accounts", "CRM", "Leads", "HTTP", "Routing", "MariaDB"),
    domain(
        "Timelines", imports: "Accounts", "CRM", "Leads", "HTTP", "Routing", "MariaDB", testing: ["Messaging", "Tasks"]),
    domain("Search", imports: "Accounts", "CRM", "Leads", "HTTP", "Routing", "MariaDB"),
    domain("Messaging", imports: "Accounts", "CRM", "HTTP", "Routing", "MariaDB", "Crypto", "Posix", "QRCode"),
    domain("Conversations", imports: "Accounts", "CRM", "Leads", "Messaging", "HTTP", "Routing", "MariaDB"),
    // The list of the domains.
    domain(
        "App",
        imports: "Accounts", "CRM", "Leads", "Configuration", "Conversations", "Fields", "Messaging", "Search", "Tasks",
        "Timelines", "Views", "Routing",
        testing: ["Crypto", "HTTP", "MariaDB"]),
]

let programs: [[Target]] = [
    program("guiche-responder", imports: "App", "Accounts", "Leads", "HTTP", "Routing", "FastCGI", "MariaDB", "Posix"),
    program("guiche-worker", imports: "App", "Leads", "MariaDB", "Posix", "Transfer"),
    program(
        "guichectl", imports: "App", "Accounts", "CRM", "Leads", "Configuration", "Messaging", "Tasks", "HTTP",
        "Routing", "Multipart", "MariaDB", "Posix", "Transfer", "Crypto"),
]

/// What the tests of several targets share: the public vectors, a database or folder of one's own, sample requests, the check of
/// shapes; for those of domains a responder and a store of files.
let testSupport: [Target] = [
    .target(
        name: "TestSupport", dependencies: ["HTTP", "MariaDB", "Routing"], path: "Tests/TestSupport",
        swiftSettings: strict),
    .target(
        name: "DomainTestSupport",
        dependencies: [
            "TestSupport", "HTTP", "Serving", "Storage", "Environment", "Posix", "Routing", "MariaDB", "Crypto",
        ],
        path: "Tests/DomainTestSupport", swiftSettings: strict),
]

/// What every reader of outside text costs as its input grows (`scripts/fuzz --cost`).
let costTests: [Target] = [
    .testTarget(
        name: "CostTests",
        dependencies: [
            "Documents", "HTTP", "Routing", "Multipart", "Values", "Storage", "Serving", "Accounts", "Leads",
            "Messaging", "TestSupport",
        ],
        swiftSettings: strict)
]

let package = Package(
    name: "guiche",
    targets: cLibraries + libraries.joined() + frame.joined() + product.joined() + programs.joined() + testSupport
        + costTests,
    swiftLanguageModes: [.v6]
)
