import COpenSSL
import WickDomain

/// A certificate authority that lives as long as an exchange: it signs the exchange's certificate and nothing else. Owns
/// its key and certificates in OpenSSL's memory; one thread at a time.
final class CertificateAuthority {
    /// What is wrong with the server's certificate.
    enum Flaw {
        case none
        case wrongName
        case expired
    }

    private static let names = "DNS:localhost,IP:127.0.0.1"
    private static let wrongNames = "DNS:exchange.example"
    private static let lifetime = Duration.seconds(30 * 86_400)

    private let key: OpaquePointer
    private let certificate: OpaquePointer
    /// The certificate as PEM, for clients to trust.
    let pem: [UInt8]

    /// - Parameter now: certificates are valid from a day before to 30 days after.
    init(now: Timestamp) throws(ExchangeError) {
        key = try Self.makeKey()
        certificate = try Self.makeCertificate(
            name: "wick loopback authority", serial: 1, from: now - .seconds(86_400), until: now + Self.lifetime,
            key: key)
        try Self.extend(
            certificate, issuer: certificate,
            with: [(NID_basic_constraints, "critical,CA:TRUE"), (NID_key_usage, "critical,keyCertSign,cRLSign")])
        try Self.extend(certificate, issuer: certificate, with: [(NID_subject_key_identifier, "hash")])
        try Self.sign(certificate, issuer: certificate, key: key)
        pem = Self.encode(certificate)
    }

    deinit {
        X509_free(certificate)
        EVP_PKEY_free(key)
    }

    /// A server's settings: a new key, and a certificate that this authority signed.
    func makeServerContext(now: Timestamp, flaw: Flaw) throws(ExchangeError) -> ServerContext {
        let serverKey = try Self.makeKey()
        defer { EVP_PKEY_free(serverKey) }
        let until = flaw == .expired ? now - .seconds(3600) : now + Self.lifetime
        let server = try Self.makeCertificate(
            name: "wick loopback exchange", serial: 2, from: now - .seconds(86_400), until: until, key: serverKey)
        defer { X509_free(server) }
        let names = flaw == .wrongName ? Self.wrongNames : Self.names
        try Self.extend(
            server, issuer: certificate,
            with: [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth"), (NID_subject_alt_name, names),
                (NID_authority_key_identifier, "keyid"),
            ])
        try Self.sign(server, issuer: certificate, key: key)
        return try ServerContext(certificate: server, key: serverKey)
    }

    private static func makeKey() throws(ExchangeError) -> OpaquePointer {
        guard let key = wick_generate_p256_key() else { throw .tls("making a key") }
        return key
    }

    private static func makeCertificate(
        name: String, serial: Int, from: Timestamp, until: Timestamp, key: OpaquePointer
    ) throws(ExchangeError) -> OpaquePointer {
        guard let certificate = X509_new() else { throw .tls("making a certificate") }
        X509_set_version(certificate, 2)  // counted from 0: version 3
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial)
        ASN1_TIME_set(X509_getm_notBefore(certificate), Int(from.microseconds / 1_000_000))
        ASN1_TIME_set(X509_getm_notAfter(certificate), Int(until.microseconds / 1_000_000))
        X509_set_pubkey(certificate, key)
        let subject = X509_get_subject_name(certificate)
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0)
        return certificate
    }

    private static func extend(
        _ certificate: OpaquePointer, issuer: OpaquePointer, with extensions: [(id: Int32, value: String)]
    ) throws(ExchangeError) {
        var context = X509V3_CTX()
        wick_set_extension_context(&context, issuer, certificate)
        for (id, value) in extensions {
            guard let made = X509V3_EXT_conf_nid(nil, &context, id, value) else {
                throw .tls("adding '\(value)' to a certificate")
            }
            X509_add_ext(certificate, made, -1)
            X509_EXTENSION_free(made)
        }
    }

    private static func sign(
        _ certificate: OpaquePointer, issuer: OpaquePointer, key: OpaquePointer
    ) throws(ExchangeError) {
        X509_set_issuer_name(certificate, X509_get_subject_name(issuer))
        guard X509_sign(certificate, key, EVP_sha256()) > 0 else { throw .tls("signing a certificate") }
    }

    private static func encode(_ certificate: OpaquePointer) -> [UInt8] {
        guard let memory = BIO_new(BIO_s_mem()) else { return [] }
        defer { BIO_free(memory) }
        PEM_write_bio_X509(memory, certificate)
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = BIO_read(memory, &bytes, Int32(bytes.count))
        return Array(bytes.prefix(Int(max(0, count))))
    }
}

/// What all TLS connections of a server share. Owns an `SSL_CTX`.
final class ServerContext {
    let raw: OpaquePointer

    init(certificate: OpaquePointer, key: OpaquePointer) throws(ExchangeError) {
        guard let raw = SSL_CTX_new(TLS_server_method()) else { throw .tls("making a TLS context") }
        self.raw = raw
        guard wick_require_tls_1_2(raw) == 1, SSL_CTX_use_certificate(raw, certificate) == 1,
            SSL_CTX_use_PrivateKey(raw, key) == 1
        else { throw .tls("using a certificate") }
        wick_allow_partial_writes(raw)
    }

    deinit { SSL_CTX_free(raw) }
}

extension ExchangeError {
    /// With OpenSSL's reason for the last failure.
    static func tls(_ attempt: String) -> ExchangeError {
        var text = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(ERR_get_error(), &text, text.count)
        return .tls(
            attempt: attempt,
            reason: String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
}
