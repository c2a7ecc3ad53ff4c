import Glibc
import WickDomain

/// A stub server's thread: accepts, reads requests, and writes answers, with one `poll` a turn. Owns every socket.
final class StubLoop {
    private static let maximumClients = 64
    /// Longer requests are refused: a batch of headlines has some 10 KB.
    private static let maximumBodyBytes = 1 << 20
    private static let closePatience = Duration.seconds(2)

    private let socket: ListeningSocket
    private let stopSignal: StopSignal
    private let context: ServerContext?
    private let answer: (StubRequest) -> StubAnswer
    private let start = ContinuousClock.now
    private var clients: [ExchangeClient] = []
    private let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    /// - Parameter context: nil leaves TLS out.
    init(
        socket: ListeningSocket, stopSignal: StopSignal, context: ServerContext?,
        answer: @escaping (StubRequest) -> StubAnswer
    ) {
        self.socket = socket
        self.stopSignal = stopSignal
        self.context = context
        self.answer = answer
    }

    deinit { readBuffer.deallocate() }

    private var now: Duration { ContinuousClock.now - start }

    func run() {
        // Signals are other threads' business.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        while wait() {
            for client in clients { flush(client) }
            clients.removeAll { $0.phase == .over }
        }
        for client in clients { client.stream.reset() }
    }

    /// - Returns: False when the server stops.
    private func wait() -> Bool {
        var descriptors = [
            pollfd(fd: stopSignal.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let polled = clients
        for client in polled {
            let events = Int16(POLLIN) | (client.isBlocked ? Int16(POLLOUT) : 0)
            descriptors.append(pollfd(fd: client.stream.descriptor, events: events, revents: 0))
        }
        let isWriting = clients.contains { !$0.output.isEmpty && !$0.isBlocked }
        guard poll(&descriptors, nfds_t(descriptors.count), isWriting ? 5 : 100) >= 0 || errno == EINTR else {
            return false
        }
        guard descriptors[0].revents == 0 else { return false }
        if descriptors[1].revents != 0 { accept() }
        for (client, entry) in zip(polled, descriptors[2...]) where entry.revents != 0 { read(client) }
        return true
    }

    private func accept() {
        while let descriptor = socket.accept() {
            guard let stream = ByteStream(descriptor: descriptor, context: context) else { continue }
            guard clients.count < Self.maximumClients else {
                stream.reset()
                continue
            }
            let client = ExchangeClient(stream: stream, venueIndex: 0)
            client.phase = .http
            clients.append(client)
        }
    }

    private func read(_ client: ExchangeClient) {
        for _ in 0..<16 where client.phase != .over {
            switch client.stream.read(into: readBuffer) {
            case .bytes(let count):
                guard client.phase == .http else { continue }
                client.head.append(contentsOf: readBuffer[..<count])
                takeRequests(client)
            case .wouldBlock: return
            case .over: return drop(client)
            }
        }
    }

    private func takeRequests(_ client: ExchangeClient) {
        while client.phase == .http, let end = client.head.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
            guard let head = RequestHead(client.head[..<end]), let length = Int(head["content-length"] ?? "0"),
                (0...Self.maximumBodyBytes).contains(length)
            else { return drop(client) }
            guard client.head.count >= end + length else { return }
            let request = StubRequest(head: head, body: Array(client.head[end..<(end + length)]))
            client.head.removeFirst(end + length)
            send(answer(request), to: client, isLast: head.wantsClose)
        }
        if client.head.count > RequestHead.maximumBytes + Self.maximumBodyBytes { drop(client) }
    }

    private func send(_ answer: StubAnswer, to client: ExchangeClient, isLast: Bool) {
        if case .silence = answer.ending {
            client.phase = .silent
            return
        }
        var head = "HTTP/1.1 \(answer.status) Stub\r\nContent-Length: \(answer.body.count)\r\n"
        for header in answer.headers { head += "\(header[0]): \(header[1])\r\n" }
        head += isLast ? "Connection: close\r\n\r\n" : "\r\n"
        if let speed = answer.bytesPerSecond { client.throttle(speed, isOnce: true, now: now) }
        var body = answer.body[...]
        if case .torn = answer.ending { body = body.prefix(body.count / 2) }
        client.append {
            $0.append(contentsOf: head.utf8)
            $0.append(contentsOf: body)
        }
        var endsNow = isLast
        if case .torn = answer.ending { endsNow = true }
        if endsNow { client.phase = .ending(deadline: now + Self.closePatience) }
    }

    private func flush(_ client: ExchangeClient) {
        guard client.flush(now: now) else { return drop(client) }
        guard case .ending(let deadline) = client.phase, client.output.isEmpty || now > deadline else { return }
        client.stream.finish()
        client.stream.close()
        client.phase = .over
    }

    private func drop(_ client: ExchangeClient) {
        client.stream.reset()
        client.phase = .over
    }
}
