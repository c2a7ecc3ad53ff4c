import CCurl
import COpenSSL
import CWslay

/// One socket from its connection to its end. Owns the handle; lives inside the network thread, which gives it its turns.
final class WebSocketSession {
    /// Read in one turn before the others have theirs: 16 TLS records, about 1,000 frames of 250 bytes.
    static let turnBytes = 256 << 10

    enum Stage {
        case connecting
        case upgrading
        case open
        /// We have sent a close frame and wait for the other side's.
        case closing
        /// Over for the reader. Closing with bytes unread would make the system send RST, which can overtake our close frame: so what still comes
        /// is thrown away until the other side closes too.
        case lingering
        case ended
    }

    let handle: CurlHandle
    private let request: WebSocketRequest
    private let address: NetworkAddress
    private let mailbox: WebSocketMailbox
    private let configuration: NetworkConfiguration
    private var waiters: WebSocketWaiters
    private var stage = Stage.connecting
    private var stageDeadline: ContinuousClock.Instant
    private var handshake: UpgradeHandshake
    private let output = OutgoingBuffer()
    private let framing: WebSocketFraming
    /// The socket, or the TLS layer above it, may hold bytes.
    private var isReady = false
    private var isFull = false
    private var heard: ContinuousClock.Instant
    /// Since when the other side has taken nothing of what is to be sent.
    private var stalled: ContinuousClock.Instant?

    init(
        _ request: WebSocketRequest, _ address: NetworkAddress, _ mailbox: WebSocketMailbox, _ call: NetworkCall<Void>,
        _ setup: CurlSetup, now: ContinuousClock.Instant
    ) {
        self.request = request
        self.address = address
        self.mailbox = mailbox
        configuration = setup.configuration
        waiters = WebSocketWaiters(connect: call)
        stageDeadline = now.advanced(by: request.deadline)
        heard = now
        var nonce = [UInt8](repeating: 0, count: 16)
        let isRandom = RAND_bytes(&nonce, 16)
        precondition(isRandom == 1, "OpenSSL has no random bytes")
        handshake = UpgradeHandshake(
            address, headers: request.headers, userAgent: configuration.userAgent, nonce: nonce)
        framing = WebSocketFraming(output: output, maximumMessageBytes: request.maximumMessageBytes)
        handle = setup.handle(for: address, remaining: request.deadline)
        handle.set(CURLOPT_CONNECT_ONLY, 1)
        // A connection left over from an HTTP transfer is not ours to take.
        handle.set(CURLOPT_FRESH_CONNECT, 1)
        handle.set(CURLOPT_HTTPPROXYTUNNEL, 1)
    }

    var hasEnded: Bool { stage == .ended }

    // MARK: What the loop needs to know

    private var wantsRead: Bool {
        switch stage {
        case .upgrading, .lingering: true
        case .open, .closing: !isFull && !framing.isBacklogged
        case .connecting, .ended: false
        }
    }

    var needsTurn: Bool { isReady && wantsRead }

    /// Events to poll for; none takes the socket out of the poll, which would otherwise report a hang-up for ever.
    var awaited: Int16 {
        Int16((wantsRead ? CURL_WAIT_POLLIN : 0) | (output.isEmpty || stage == .connecting ? 0 : CURL_WAIT_POLLOUT))
    }

    var deadline: ContinuousClock.Instant? {
        switch stage {
        case .connecting, .upgrading, .closing, .lingering: stageDeadline
        case .open: [idleDeadline, sendDeadline].compactMap { $0 }.min()
        case .ended: nil
        }
    }

    private var idleDeadline: ContinuousClock.Instant? {
        wantsRead ? request.idleDeadline.map { heard.advanced(by: $0) } : nil
    }

    private var sendDeadline: ContinuousClock.Instant? { stalled.map { $0.advanced(by: configuration.sendDeadline) } }

    // MARK: Turns

    /// libcurl has connected, or given up.
    func connected(_ code: CURLcode, now: ContinuousClock.Instant) {
        guard stage == .connecting else { return }
        guard code == CURLE_OK else {
            let limit = min(configuration.connectDeadline, request.deadline)
            return end(handle.failure(code, address, connectDeadline: limit))
        }
        stage = .upgrading
        let taken = handshake.request.withUnsafeBytes { output.append($0) }
        guard taken == handshake.request.count else {
            return fail(.upgrade, "headers are larger than \(OutgoingBuffer.capacity) bytes", canRetry: false)
        }
        // At once: until something is sent, libcurl counts the connection as idle and may drop it.
        send(now: now)
    }

    func markReady() { isReady = true }

    func serve(_ scratch: UnsafeMutableRawBufferPointer, now: ContinuousClock.Instant) {
        guard stage != .connecting, stage != .ended else { return }
        if needsTurn { read(scratch, now: now) }
        if stage == .open || stage == .closing { settle(now: now) }
        if stage != .ended { send(now: now) }
    }

    private func read(_ scratch: UnsafeMutableRawBufferPointer, now: ContinuousClock.Instant) {
        isReady = false
        var budget = Self.turnBytes
        while stage != .ended {
            guard budget > 0 else {
                isReady = true
                return
            }
            switch handle.receive(into: scratch) {
            case .bytes(let count):
                heard = now
                budget -= count
                take(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
            case .nothingNow: return
            case .ended: return lost("the other side closed the connection without a close frame")
            case .failed(let cause): return lost(cause)
            }
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) {
        switch stage {
        case .upgrading:
            do throws(NetworkError) {
                guard let count = try handshake.take(bytes) else { return }
                stage = .open
                waiters.opened()
                if count < bytes.count { take(UnsafeRawBufferPointer(rebasing: bytes[count...])) }
            } catch {
                end(error)
            }
        case .open, .closing: framing.receive(bytes, at: configuration.wallClock())
        case .connecting, .lingering, .ended: break
        }
    }

    /// Hands on what has come, and draws the conclusions from the frames.
    private func settle(now: ContinuousClock.Instant) {
        framing.fill()
        deliver()
        switch framing.status {
        case .open: break
        case .closedByPeer:
            send(now: now)
            end(nil)
        case .violated(let code):
            send(now: now)
            let cause = WebSocketFraming.words(for: code, maximumMessageBytes: request.maximumMessageBytes)
            finish(NetworkError(phase: .receive, place: address.place, cause: cause, canRetry: true))
            guard stage != .ended else { return }
            stage = .lingering
            stageDeadline = now.advanced(by: configuration.closeDeadline)
            isReady = true
        }
    }

    private func deliver() { if mailbox.deliver(&framing.batch) { isFull = true } }

    private func send(now: ContinuousClock.Instant) {
        while framing.hasUnsent {
            if stage != .upgrading { framing.fill() }
            let before = output.unsent.count
            switch handle.send(output) {
            case .everything: stalled = nil
            case .partly:
                if stalled == nil || output.unsent.count < before { stalled = now }
                return
            case .failed(let cause): return lost(cause)
            }
            guard before > 0 else { break }
        }
        waiters.sentEverything()
    }

    // MARK: The consumer's wishes

    func write(_ message: WebSocketMessage, _ call: NetworkCall<Void>, now: ContinuousClock.Instant) {
        guard stage == .open else { return call.finish(.failure(mailbox.goneError)) }
        framing.queue(message)
        waiters.writes.append(call)
        send(now: now)
    }

    func resume(now: ContinuousClock.Instant) {
        isFull = false
        isReady = true
        heard = now
    }

    func close(_ call: NetworkCall<Void>, now: ContinuousClock.Instant) {
        guard stage == .open || stage == .closing else { return call.finish(.success(())) }
        waiters.closes.append(call)
        guard stage == .open else { return }
        framing.queueClose(code: WSLAY_CODE_NORMAL_CLOSURE)
        stage = .closing
        stageDeadline = now.advanced(by: configuration.closeDeadline)
        send(now: now)
    }

    /// Nobody is interested any more: the other side is told, but not waited for.
    func abandon() {
        guard stage != .ended else { return }
        if stage == .open {
            framing.queueClose(code: WSLAY_CODE_GOING_AWAY)
            framing.fill()
            _ = handle.send(output)
        }
        end(.cancelled(.connect, address.place))
    }

    func stop() {
        guard stage != .ended else { return }
        finish(.stopped(stage == .connecting ? .connect : .receive, address.place))
        abandon()
    }

    // MARK: Ends

    func expire(now: ContinuousClock.Instant) {
        guard let deadline, deadline <= now else { return }
        switch stage {
        case .connecting: fail(handle.phase(for: address), "no answer within \(request.deadline.words)", canRetry: true)
        case .upgrading: fail(.upgrade, "no answer within \(request.deadline.words)", canRetry: true)
        case .open:
            if let sendDeadline, sendDeadline <= now {
                fail(.send, "the other side takes nothing for \(configuration.sendDeadline.words)", canRetry: true)
            } else {
                fail(.receive, "nothing came for \((request.idleDeadline ?? .zero).words)", canRetry: true)
            }
        case .closing, .lingering: end(nil)
        case .ended: break
        }
    }

    private func lost(_ cause: String) {
        switch stage {
        case .upgrading: fail(.upgrade, cause, canRetry: true)
        case .open: fail(.receive, cause, canRetry: true)
        case .closing, .lingering: end(nil)
        case .connecting, .ended: break
        }
    }

    private func fail(_ phase: NetworkError.Phase, _ cause: String, canRetry: Bool) {
        end(NetworkError(phase: phase, place: address.place, cause: cause, canRetry: canRetry))
    }

    private func end(_ error: NetworkError?) {
        finish(error)
        stage = .ended
    }

    /// Tells everybody who waits.
    private func finish(_ error: NetworkError?) {
        _ = mailbox.deliver(&framing.batch)
        mailbox.finish(error.map { .failed($0) } ?? .closed)
        waiters.ended(error ?? mailbox.goneError)
    }
}
