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
    _ name: String, imports: String..., testing: [String] = [], beside: [String] = [], tested: Bool = true
) -> [Target] {
    let dependencies = imports.map { Target.Dependency.byName(name: $0) }
    let library = Target.target(name: name, dependencies: dependencies, exclude: beside, swiftSettings: strict)
    guard tested else { return [library] }
    let isDomain = imports.contains("Platform") || name == "Platform"
    let support: [Target.Dependency] = isDomain ? ["TestSupport", "DomainTestSupport"] : ["TestSupport"]
    return [
        library,
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name)] + support + dependencies + testing.map { .byName(name: $0) },
            swiftSettings: strict),
    ]
}

/// Relocations of the Swift library that each process would read at its start, 1.1 MB, in 9 KB.
///
/// Source: `DT_RELR`, glibc 2.36; of the linkers of the toolchain lld knows it.
let linked: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"], .when(configuration: .release))
]

/// A program; its entry point holds no rules of its own.
func program(_ name: String, imports: String...) -> [Target] {
    [
        .executableTarget(
            name: name, dependencies: imports.map { .byName(name: $0) }, swiftSettings: strict, linkerSettings: linked)
    ]
}

let cLibraries: [Target] = [
    .systemLibrary(name: "CFastCGI"),
    .systemLibrary(name: "CPosix"),
    .systemLibrary(name: "CMariaDB", pkgConfig: "libmariadb"),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto"),
    .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt"),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl"),
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

let product: [[Target]] = [
    module("Platform", imports: "HTTP", "Multipart", "Routing", "Posix", "MariaDB", "Crypto"),
    module(
        "Accounts", imports: "Platform", "HTTP", "Routing", "MariaDB", "Crypto", "Passwords", "Posix",
        beside: ["Mails"]),
    module("CRM", imports: "Platform", "Accounts", "HTTP", "Routing", "MariaDB", "Crypto"),
    module(
        "Leads", imports: "Platform", "Accounts", "CRM", "Documents", "HTTP", "Routing", "MariaDB", "Crypto",
        "Multipart",
        "Posix",
        beside: ["Mails"]),
    module(
        "Configuration", imports: "Platform", "Accounts", "HTTP", "Routing", "MariaDB", beside: ["Mails"]),
    module(
        "Messaging", imports: "Platform", "Accounts", "CRM", "HTTP", "Routing", "MariaDB", "Crypto", "Posix", "QRCode"),
    // The list of the domains.
    module(
        "App", imports: "Platform", "Accounts", "CRM", "Leads", "Configuration", "Messaging", "Routing",
        testing: ["Crypto", "HTTP", "MariaDB"]),
]

let programs: [[Target]] = [
    program(
        "guiche-responder", imports: "App", "Platform", "Accounts", "Leads", "HTTP", "Routing", "FastCGI", "MariaDB",
        "Posix"),
    program(
        "guiche-worker", imports: "App", "Platform", "Leads", "MariaDB", "Posix", "Transfer"),
    program(
        "guichectl", imports: "App", "Platform", "Accounts", "CRM", "Leads", "Configuration", "Messaging", "HTTP",
        "Routing",
        "Multipart",
        "MariaDB",
        "Posix",
        "Transfer",
        "Crypto"),
]

/// What the tests of several targets share: the public vectors, a database or folder of one's own, sample requests, the check of
/// shapes; for those of domains a responder and a store of files.
let testSupport: [Target] = [
    .target(
        name: "TestSupport", dependencies: ["HTTP", "MariaDB", "Routing"], path: "Tests/TestSupport",
        swiftSettings: strict),
    .target(
        name: "DomainTestSupport", dependencies: ["TestSupport", "HTTP", "Platform", "Posix", "Routing"],
        path: "Tests/DomainTestSupport", swiftSettings: strict),
]

/// What every reader of outside text costs as its input grows (`scripts/fuzz --cost`).
let costTests: [Target] = [
    .testTarget(
        name: "CostTests",
        dependencies: [
            "Documents", "HTTP", "Routing", "Multipart", "Platform", "Accounts", "Leads", "Messaging", "TestSupport",
        ],
        swiftSettings: strict)
]

let package = Package(
    name: "guiche",
    targets: cLibraries + libraries.joined() + product.joined() + programs.joined() + testSupport + costTests,
    swiftLanguageModes: [.v6]
)
