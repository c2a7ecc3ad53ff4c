import COpenSSL
import Glibc

/// Certificate authorities from PEM files, parsed once at start. Owns the parsed certificates; they are never changed, and OpenSSL
/// counts references to them atomically, so any thread may use them.
final class TrustAnchors: @unchecked Sendable {
    private var certificates: [OpaquePointer] = []

    /// - Throws: `NetworkError` when a file cannot be read or holds no certificate.
    init(files: [String]) throws(NetworkError) {
        for file in files {
            guard let stream = BIO_new_file(file, "r") else {
                throw Self.refuse(file, "cannot be read: \(String(cString: strerror(errno)))")
            }
            defer { BIO_free(stream) }
            let before = certificates.count
            while let certificate = PEM_read_bio_X509(stream, nil, nil, nil) { certificates.append(certificate) }
            let isAtEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
            ERR_clear_error()
            guard certificates.count > before, isAtEnd else {
                throw Self.refuse(
                    file, "certificate \(certificates.count - before + 1) in it is missing or broken (PEM)")
            }
        }
    }

    deinit { for certificate in certificates { X509_free(certificate) } }

    var count: Int { certificates.count }

    func add(to store: OpaquePointer) {
        for certificate in certificates { X509_STORE_add_cert(store, certificate) }
    }

    private static func refuse(_ file: String, _ cause: String) -> NetworkError {
        NetworkError(phase: .tls, place: file, cause: "as a certificate authority, \(cause)", canRetry: false)
    }
}
