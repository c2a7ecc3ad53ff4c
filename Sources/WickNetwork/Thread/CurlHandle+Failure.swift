import CCurl
import COpenSSL
import Glibc

extension CurlHandle {
    /// How far the exchange came, by the moments that libcurl noted.
    func phase(for address: NetworkAddress) -> NetworkError.Phase {
        if count(CURLINFO_PRETRANSFER_TIME_T) > 0 { return .receive }
        if count(CURLINFO_NAMELOOKUP_TIME_T) == 0 { return .lookup }
        // The moment at which TCP stood is noted after TLS only; the port of our end is known before.
        if long(CURLINFO_LOCAL_PORT) == 0 { return .connect }
        return address.scheme.isEncrypted ? .tls : .connect
    }

    /// What libcurl's code means, in words that say what to look at.
    func failure(_ code: CURLcode, _ address: NetworkAddress, connectDeadline: Duration) -> NetworkError {
        func error(_ phase: NetworkError.Phase, _ cause: String, canRetry: Bool = true) -> NetworkError {
            NetworkError(phase: phase, place: address.place, cause: cause, canRetry: canRetry)
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return error(.lookup, "the host name \(address.host) is not known")
        case CURLE_COULDNT_RESOLVE_PROXY: return error(.lookup, "the host name of the proxy is not known")
        case CURLE_COULDNT_CONNECT: return error(.connect, connectCause(address))
        case CURLE_OPERATION_TIMEDOUT:
            return error(phase(for: address), "no connection within \(connectDeadline.words)")
        case CURLE_PEER_FAILED_VERIFICATION: return error(.tls, certificateCause, canRetry: false)
        case CURLE_SSL_CONNECT_ERROR: return handshakeFailure(address)
        case CURLE_GOT_NOTHING: return error(.receive, "the other side closed without an answer")
        case CURLE_PARTIAL_FILE: return error(.receive, "the answer ended early: \(failureText)")
        case CURLE_BAD_CONTENT_ENCODING: return error(.receive, "the compressed body is broken", canRetry: false)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return error(.receive, "the answer is not HTTP", canRetry: false)
        case CURLE_PROXY: return error(.connect, "the proxy refuses: \(failureText)")
        case CURLE_SEND_ERROR: return error(.send, transportCause)
        case CURLE_RECV_ERROR:
            let phase = phase(for: address)
            let status = long(CURLINFO_HTTP_CONNECTCODE)
            if phase != .receive, status != 0, status / 100 != 2 {
                return error(.connect, "the proxy refuses with status \(status)")
            }
            return error(phase, transportCause)
        default:
            let words = failureText.isEmpty ? String(cString: curl_easy_strerror(code)) : failureText
            return error(phase(for: address), words, canRetry: false)
        }
    }

    private func connectCause(_ address: NetworkAddress) -> String {
        let code = Int32(truncatingIfNeeded: long(CURLINFO_OS_ERRNO))
        if code == ECONNREFUSED {
            // libcurl's text names whom it tried.
            let isDirect = failureText.contains(" port \(address.port) ")
            return "refused: nobody listens on " + (isDirect ? address.endpoint.description : "the proxy's port")
        }
        return code == 0 ? failureText : String(cString: strerror(code))
    }

    /// Why a connection that stood is gone.
    var transportCause: String {
        switch Int32(truncatingIfNeeded: long(CURLINFO_OS_ERRNO)) {
        case ECONNRESET, EPIPE: "the other side reset the connection"
        default:
            // The errors of TLS reach here as text only.
            failureText.contains("reset by peer") || failureText.contains("errno 104")
                ? "the other side reset the connection"
                : failureText.contains("unexpected eof")
                    ? "the other side dropped the connection" : failureText
        }
    }

    private func handshakeFailure(_ address: NetworkAddress) -> NetworkError {
        func error(_ cause: String, canRetry: Bool) -> NetworkError {
            NetworkError(phase: .tls, place: address.place, cause: cause, canRetry: canRetry)
        }
        let text = failureText.lowercased()
        if text.contains("wrong version number") || text.contains("packet length too long")
            || text.contains("http request")
        {
            return error("the other side does not speak TLS (plain HTTP?)", canRetry: false)
        }
        if text.contains("unsupported protocol") || text.contains("protocol version") {
            return error("the other side speaks no TLS version of today (1.2 or later)", canRetry: false)
        }
        if text.contains("reset by peer") || text.contains("ssl_error_syscall") || text.contains("unexpected eof") {
            return error("the other side dropped the connection during the handshake", canRetry: true)
        }
        return error(failureText, canRetry: true)
    }

    private var certificateCause: String {
        switch Int32(truncatingIfNeeded: long(CURLINFO_SSL_VERIFYRESULT)) {
        case X509_V_OK, X509_V_ERR_UNSPECIFIED:
            // libcurl compares the name itself, which leaves no code of OpenSSL.
            failureText.contains("match") ? "the host name does not match the certificate" : failureText
        case X509_V_ERR_CERT_HAS_EXPIRED: "certificate has expired"
        case X509_V_ERR_CERT_NOT_YET_VALID: "certificate is not yet valid (is the clock right?)"
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: "certificate is self-signed"
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            "certificate is signed by an authority that is not trusted"
        case let code: String(cString: X509_verify_cert_error_string(Int(code)))
        }
    }
}
