import COpenSSL
import Testing

@testable import WickNetwork

@Suite struct TrustStoresTests {
    func count(_ store: OpaquePointer) -> Int { Int(OPENSSL_sk_num(X509_STORE_get0_objects(store))) }

    /// What is trusted by default is tried against no server here: the tests have no certificate of a public authority.
    @Test func endpointsOwnAuthorityIsBesidesTheSystems() throws {
        let endpoint = NetworkEndpoint(host: "localhost", port: 1)
        let stores = TrustStores(extra: [endpoint: try TrustAnchors(files: [TestCertificates.shared.authorityFile])])
        let others = count(stores.store(for: NetworkEndpoint(host: "localhost", port: 2)))
        #expect(count(stores.store(for: endpoint)) == others + 1)
        let system = try #require(SystemAuthorities.shared.bundle, "this system has no certificate authorities")
        #expect(others > 0 && others <= system.count)
    }

    @Test func endpointsWithoutAnAuthorityOfTheirOwnShareOneStore() throws {
        let stores = TrustStores(extra: [:])
        let one = stores.store(for: NetworkEndpoint(host: "a.example", port: 443))
        #expect(one == stores.store(for: NetworkEndpoint(host: "b.example", port: 443)))
    }
}
