import COpenSSL

/// Which authorities each endpoint's certificate is held against. Owns the OpenSSL stores; lives inside the network thread.
final class TrustStores {
    /// By endpoint, parsed at start.
    private let extra: [NetworkEndpoint: TrustAnchors]
    /// As many as there are endpoints with authorities of their own, and one for all others (nil).
    private var stores: [NetworkEndpoint?: OpaquePointer] = [:]

    init(extra: [NetworkEndpoint: TrustAnchors]) { self.extra = extra }

    deinit { for store in stores.values { X509_STORE_free(store) } }

    /// The system's authorities, and those that this endpoint has besides. Shared by all connections to it.
    func store(for endpoint: NetworkEndpoint) -> OpaquePointer {
        let key = extra[endpoint] == nil ? nil : endpoint
        if let store = stores[key] { return store }
        guard let store = X509_STORE_new() else { preconditionFailure("OpenSSL has no memory for a store") }
        SystemAuthorities.shared.bundle?.add(to: store)
        if let folder = SystemAuthorities.shared.folder { X509_STORE_load_path(store, folder) }
        extra[endpoint]?.add(to: store)
        // As libcurl has it: the chain ends at the first certificate that is trusted, even if that is no root.
        X509_STORE_set_flags(store, UInt(X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN))
        stores[key] = store
        return store
    }
}
