import Testing

@testable import Posix

@Suite struct HostAddressTests {
    @Test(arguments: [
        "127.0.0.1", "127.1", "127.255.255.254", "0x7f000001", "2130706433", "0177.0.0.1", "10.0.0.1", "172.16.0.1",
        "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.0", "0",
        "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.8", "::", "::1", "[::1]",
        "fe80::1", "fe80::1%lo", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3",
        "::127.0.0.1", "::ffff:7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:1::1", "2002:c0a8:101::",
        "2001::1", "100::1",
    ])
    func `an address that is not of the Internet at large is private`(text: String) throws {
        #expect(try #require(HostAddress(text: text)).isPrivate)
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.0.2.1", "198.20.0.1",
        "223.255.255.255", "11.0.0.1", "2606:4700::1111", "2a00:1450:4001::1", "[2606:4700::1111]", "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:4860::8888", "2001:db8::1",
    ])
    func `every other one is public`(text: String) throws {
        let address = try #require(HostAddress(text: text))
        #expect(!address.isPrivate && !address.isLoopback)
    }

    @Test(arguments: ["127.0.0.1", "127.1", "::1", "[::1]", "::ffff:127.0.0.1", "0x7f.1"])
    func `loopback is distinguished from other private addresses`(text: String) throws {
        #expect(try #require(HostAddress(text: text)).isLoopback)
    }

    @Test(arguments: [
        "localhost", "mail.example", "", "[]", "1.2.3.4.5", "::1::", "999.1.1.1", String(repeating: "1", count: 300),
    ])
    func `a name is no address`(text: String) {
        #expect(HostAddress(text: text) == nil)
    }

    @Test func `a socket address of another family, or one that is cut, is none`() {
        #expect(HostAddress(socketAddress: [1, 0, 0, 0]) == nil)
        #expect(HostAddress(socketAddress: [2, 0, 0, 0, 127]) == nil)
        #expect(HostAddress(socketAddress: []) == nil)
        #expect(HostAddress(socketAddress: [2, 0, 0, 25, 127, 0, 0, 1])?.isLoopback == true)
    }
}
