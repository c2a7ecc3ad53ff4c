import CCurl

/// One exchange from its request to the last byte of the answer, redirects included. Lives inside the network thread, and answers its
/// call exactly once.
final class HTTPTransfer {
    enum Outcome {
        case answered
        /// It goes on elsewhere: to be started again.
        case redirected
    }

    let call: NetworkCall<HTTPResponse>
    let deadline: ContinuousClock.Instant
    private var request: HTTPRequest
    private var address: NetworkAddress
    private var redirects = 0
    private var handle: CurlHandle?
    private var answer: HTTPAnswer

    init(
        _ request: HTTPRequest, _ address: NetworkAddress, _ call: NetworkCall<HTTPResponse>,
        now: ContinuousClock.Instant
    ) {
        self.request = request
        self.address = address
        self.call = call
        deadline = now.advanced(by: request.deadline)
        answer = HTTPAnswer(maximumBodyBytes: request.maximumBodyBytes)
    }

    /// A handle for the next hop, to be added to the loop's.
    func begin(_ setup: CurlSetup, now: ContinuousClock.Instant) -> CurlHandle {
        let handle = setup.handle(for: address, remaining: deadline - now)
        answer = HTTPAnswer(maximumBodyBytes: request.maximumBodyBytes)
        // Everything that this libcurl can decompress.
        handle.set(CURLOPT_ACCEPT_ENCODING, "")
        handle.setHeaders(headerLines)
        if request.method == .post {
            handle.set(CURLOPT_POST, 1)
            handle.setBody(request.body)
        }
        handle.set(CURLOPT_HEADERFUNCTION, context: CURLOPT_HEADERDATA, answer) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let answer = Unmanaged<HTTPAnswer>.fromOpaque(context).takeUnretainedValue()
            return answer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        handle.set(CURLOPT_WRITEFUNCTION, context: CURLOPT_WRITEDATA, answer) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let answer = Unmanaged<HTTPAnswer>.fromOpaque(context).takeUnretainedValue()
            return answer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        self.handle = handle
        return handle
    }

    private var headerLines: [String] {
        var lines: [String] = []
        for header in request.headers {
            // libcurl reads "Name:" as "leave it out"; a semicolon means an empty value.
            lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        // libcurl would wait a second for a permission that few servers give.
        lines.append("Expect:")
        if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
        return lines
    }

    /// Called when libcurl has finished a hop; the handle is out of the loop's by then.
    func end(_ code: CURLcode, _ configuration: NetworkConfiguration) -> Outcome {
        guard let handle else { return .answered }
        guard code == CURLE_OK else {
            if let refusal = answer.refusal {
                fail(.receive, refusal, canRetry: false)
            } else {
                let limit = min(configuration.connectDeadline, request.deadline)
                call.finish(.failure(handle.failure(code, address, connectDeadline: limit)))
            }
            return .answered
        }
        let status = handle.long(CURLINFO_RESPONSE_CODE)
        if let target = handle.text(CURLINFO_REDIRECT_URL), [301, 302, 303, 307, 308].contains(status) {
            do throws(NetworkError) {
                try redirect(to: target, status)
                return .redirected
            } catch {
                call.finish(.failure(error))
                return .answered
            }
        }
        let response = HTTPResponse(
            status: status, headers: answer.headers, body: answer.takeOutBody(),
            receivedNanoseconds: configuration.wallClock())
        call.finish(.success(response))
        return .answered
    }

    /// Goes where an answer sends us, if we go there.
    private func redirect(to target: String, _ status: Int) throws(NetworkError) {
        guard redirects < request.maximumRedirects else {
            throw NetworkError(
                phase: .receive, place: address.place, cause: "more than \(request.maximumRedirects) redirects",
                canRetry: false)
        }
        address = try request.follow(to: target, status: status, from: address)
        redirects += 1
    }

    // MARK: Other ends

    func fail(_ phase: NetworkError.Phase, _ cause: String, canRetry: Bool) {
        call.finish(.failure(NetworkError(phase: phase, place: address.place, cause: cause, canRetry: canRetry)))
    }

    private var phase: NetworkError.Phase { handle?.phase(for: address) ?? .send }

    func expire() {
        let cause = handle == nil ? "no turn within" : "no answer within"
        fail(phase, "\(cause) \(request.deadline.words)", canRetry: true)
    }

    func cancel() { call.finish(.failure(.cancelled(phase, address.place))) }
    func stop() { call.finish(.failure(.stopped(phase, address.place))) }
}
