import CCurl
import COpenSSL
import Glibc

/// Owns one libcurl easy handle. Lives inside the network thread.
final class CurlHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?

    init() {
        guard let pointer = curl_easy_init() else { preconditionFailure("libcurl has no memory for a handle") }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headers)
        errorText.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) { check(wick_curl_set_long(pointer, option, value), option) }
    func set(_ option: CURLoption, _ value: String) { check(wick_curl_set_text(pointer, option, value), option) }
    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        check(wick_curl_set_pointer(pointer, option, value), option)
    }

    func setHeaders(_ lines: [String]) {
        for line in lines { headers = curl_slist_append(headers, line) }
        if let headers { set(CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(headers)) }
    }

    func setBody(_ bytes: [UInt8]) {
        // Without an address libcurl would read the body from standard input.
        let code = (bytes.isEmpty ? [0] : bytes).withUnsafeBytes {
            wick_curl_set_body(pointer, $0.baseAddress, bytes.count)
        }
        check(code, CURLOPT_POSTFIELDS)
    }

    /// Called with every piece of the body, or every line of the head; taking less than all of it ends the transfer.
    func set(
        _ option: CURLoption, context: CURLoption, _ sink: HTTPAnswer, _ callback: @escaping wick_curl_data_callback
    ) {
        check(wick_curl_set_data_callback(pointer, option, callback), option)
        set(context, Unmanaged.passUnretained(sink).toOpaque())
    }

    /// Keeps its sockets from child processes, which would hold connections open that we have closed.
    func keepSocketsPrivate() {
        let code = wick_curl_set_socket_callback(pointer) { _, socket, _ in
            fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR
        }
        check(code, CURLOPT_SOCKOPTFUNCTION)
    }

    /// Trusts what is in this store, and nothing else. The store outlives the handle.
    func trust(_ store: OpaquePointer) {
        // Or libcurl would fill a store of its own first.
        for option in [CURLOPT_CAINFO, CURLOPT_CAPATH] { check(wick_curl_set_text(pointer, option, nil), option) }
        // Or libcurl would keep the first store that it sees, and verify every later connection against that one.
        set(CURLOPT_CA_CACHE_TIMEOUT, 0)
        let code = wick_curl_set_tls_callback(pointer) { _, context, store in
            guard let context, let store else { return CURLE_FAILED_INIT }
            SSL_CTX_set1_cert_store(OpaquePointer(context), OpaquePointer(store))
            return CURLE_OK
        }
        check(code, CURLOPT_SSL_CTX_FUNCTION)
        set(CURLOPT_SSL_CTX_DATA, UnsafeMutableRawPointer(store))
    }

    // MARK: What libcurl says about it

    /// libcurl's own words for the last failure, without anything that could move a cursor.
    var failureText: String { String(cString: errorText).printable }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        wick_curl_get_long(pointer, info, &value)
        return value
    }

    /// Sizes, and times in microseconds.
    func count(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        wick_curl_get_count(pointer, info, &value)
        return Int(value)
    }

    func text(_ info: CURLINFO) -> String? {
        var value: UnsafePointer<CChar>?
        guard wick_curl_get_text(pointer, info, &value) == CURLE_OK, let value else { return nil }
        return String(cString: value)
    }

    var socket: curl_socket_t? {
        var value = curl_socket_t(-1)
        guard wick_curl_get_socket(pointer, &value) == CURLE_OK, value >= 0 else { return nil }
        return value
    }

    private func check(_ code: CURLcode, _ option: CURLoption) {
        // libcurl refuses options that it was built without, and runs out of memory; neither depends on input.
        precondition(
            code == CURLE_OK, "libcurl refuses option \(option.rawValue): \(String(cString: curl_easy_strerror(code)))")
    }
}
