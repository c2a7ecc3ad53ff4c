import COpenSSL
import Foundation

/// Certificates made for one run of the tests: an authority that tests may trust, and servers that deserve trust or not. Owns the folder
/// with their files, `NAME.pem` and `NAME.key`.
final class TestCertificates: Sendable {
    /// All are for the name localhost, except where the name says otherwise. Made once.
    static let shared = TestCertificates()

    let folder: String
    /// What a client has to trust besides its system's authorities.
    var authorityFile: String { folder + "/authority.pem" }

    private init() {
        folder = NSTemporaryDirectory() + "/wick-network-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            preconditionFailure("making \(folder) failed: \(error)")
        }
        let authority = Certificate(name: "wick test authority", isAuthority: true)
        let stranger = Certificate(name: "authority of somebody else", isAuthority: true)
        authority.write(to: folder + "/authority")
        let day = 86400
        Certificate(name: "localhost", issuer: authority).write(to: folder + "/good")
        Certificate(name: "localhost", days: -30 * day..<(-day), issuer: authority).write(to: folder + "/expired")
        Certificate(name: "localhost", days: day..<30 * day, issuer: authority).write(to: folder + "/early")
        Certificate(name: "localhost").write(to: folder + "/selfsigned")
        Certificate(name: "elsewhere.test", issuer: authority).write(to: folder + "/elsewhere")
        Certificate(name: "localhost", issuer: stranger).write(to: folder + "/stranger")
    }
}

/// A key and what an issuer (itself, without one) says about it.
private final class Certificate {
    private let key: OpaquePointer
    private let certificate: OpaquePointer
    private let name: String

    init(name: String, days validity: Range<Int> = -3600..<86400, isAuthority: Bool = false, issuer: Certificate? = nil)
    {
        guard let key = Self.makeKey(), let certificate = X509_new() else {
            preconditionFailure("OpenSSL makes no key")
        }
        self.key = key
        self.certificate = certificate
        self.name = name
        X509_set_version(certificate, 2)
        var serial: Int64 = 0
        withUnsafeMutableBytes(of: &serial) { _ = RAND_bytes($0.baseAddress, 7) }
        ASN1_INTEGER_set_int64(X509_get_serialNumber(certificate), abs(serial))
        X509_gmtime_adj(X509_getm_notBefore(certificate), validity.lowerBound)
        X509_gmtime_adj(X509_getm_notAfter(certificate), validity.upperBound)
        X509_set_pubkey(certificate, key)
        let subject = X509_get_subject_name(certificate)
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0)
        let signer = issuer ?? self
        X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate))
        if isAuthority {
            add(NID_basic_constraints, "critical,CA:TRUE")
            add(NID_key_usage, "critical,keyCertSign")
        } else {
            add(NID_subject_alt_name, "DNS:\(name)")
        }
        X509_sign(certificate, signer.key, EVP_sha256())
    }

    deinit {
        X509_free(certificate)
        EVP_PKEY_free(key)
    }

    private static func makeKey() -> OpaquePointer? {
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
        defer { EVP_PKEY_CTX_free(context) }
        EVP_PKEY_keygen_init(context)
        EVP_PKEY_CTX_set_group_name(context, "P-256")
        var key: OpaquePointer?
        EVP_PKEY_keygen(context, &key)
        return key
    }

    private func add(_ kind: Int32, _ value: String) {
        let made = X509V3_EXT_conf_nid(nil, nil, kind, value)
        precondition(made != nil, "OpenSSL refuses the extension \(value)")
        X509_add_ext(certificate, made, -1)
        X509_EXTENSION_free(made)
    }

    func write(to path: String) {
        let certificateFile = BIO_new_file(path + ".pem", "w")
        let keyFile = BIO_new_file(path + ".key", "w")
        defer {
            BIO_free(certificateFile)
            BIO_free(keyFile)
        }
        let isWritten =
            PEM_write_bio_X509(certificateFile, certificate) == 1
            && PEM_write_bio_PrivateKey(keyFile, key, nil, nil, 0, nil, nil) == 1
        precondition(isWritten, "writing \(path).pem failed")
    }
}
