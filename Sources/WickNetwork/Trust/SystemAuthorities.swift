import CCurl

/// The certificate authorities that libcurl was built to trust, read once: libcurl itself would parse the whole bundle again for every
/// connection, which takes 25 ms of the network thread (139 certificates, OpenSSL 3.0).
///
/// What the system's folder gains later is found there by name; a changed bundle counts from the next start on.
struct SystemAuthorities {
    static let shared = SystemAuthorities()

    let bundle: TrustAnchors?
    /// A folder with names made of hashes.
    let folder: String?

    private init() {
        let handle = CurlHandle()
        folder = handle.text(CURLINFO_CAPATH)
        // A system without a readable bundle may still have the folder; with neither, nothing is trusted.
        bundle = handle.text(CURLINFO_CAINFO).flatMap { try? TrustAnchors(files: [$0]) }
    }
}
