import CCurl
import Glibc

/// What runs on the network thread: libcurl's transfers and the WebSockets, turn by turn. Owns the multi handle, and everything in it.
final class NetworkLoop {
    /// Far above what feeds and news need: 16 transfers of 10 s each let about 1,000 through in 10 minutes.
    static let maximumWaiting = 1024
    /// One read; TLS gives at most 16 KiB at a time.
    static let readBytes = 64 << 10

    private let inbox: NetworkInbox
    private let setup: CurlSetup
    private let multi: UnsafeMutableRawPointer
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: readBytes, alignment: 16)

    private var waiting: [HTTPTransfer] = []
    private var transfers: [UnsafeMutableRawPointer: HTTPTransfer] = [:]
    private var sessions: [ObjectIdentifier: WebSocketSession] = [:]
    private var polled: [curl_waitfd] = []
    private var polledSessions: [WebSocketSession] = []
    private var isStopping = false

    init(_ inbox: NetworkInbox, _ setup: CurlSetup) {
        self.inbox = inbox
        self.setup = setup
        multi = inbox.multi
    }

    deinit { scratch.deallocate() }

    func run() {
        while !isStopping {
            for command in inbox.take() { obey(command) }
            startWaiting()
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            takeFinished()
            // Those whose turn has come by that; new handles make the poll return at once.
            startWaiting()
            serveSockets()
            expire()
            removeEnded()
            if !isStopping { poll() }
        }
        stop()
    }

    // MARK: Commands

    private func obey(_ command: NetworkCommand) {
        let now = ContinuousClock.now
        switch command {
        case .send(let request, let address, let call): enqueue(HTTPTransfer(request, address, call, now: now))
        case .cancel(let call): cancel(call)
        case .connect(let request, let address, let mailbox, let call): connect(request, address, mailbox, call)
        case .write(let mailbox, let message, let call):
            guard let session = sessions[ObjectIdentifier(mailbox)] else {
                return call.finish(.failure(mailbox.goneError))
            }
            session.write(message, call, now: now)
        case .resume(let mailbox): sessions[ObjectIdentifier(mailbox)]?.resume(now: now)
        case .close(let mailbox, let call):
            guard let session = sessions[ObjectIdentifier(mailbox)] else { return call.finish(.success(())) }
            session.close(call, now: now)
        case .abandon(let mailbox): sessions[ObjectIdentifier(mailbox)]?.abandon()
        case .stop: isStopping = true
        }
    }

    private func enqueue(_ transfer: HTTPTransfer) {
        guard waiting.count < Self.maximumWaiting else {
            return transfer.fail(.send, "\(Self.maximumWaiting) requests are waiting already", canRetry: true)
        }
        waiting.append(transfer)
    }

    private func startWaiting() {
        while transfers.count < setup.configuration.maximumTransfers, !waiting.isEmpty {
            let transfer = waiting.removeFirst()
            guard !transfer.call.isCancelled else {
                transfer.cancel()
                continue
            }
            start(transfer)
        }
    }

    private func start(_ transfer: HTTPTransfer) {
        let handle = transfer.begin(setup, now: ContinuousClock.now)
        transfers[handle.pointer] = transfer
        curl_multi_add_handle(multi, handle.pointer)
    }

    private func cancel(_ call: NetworkCall<HTTPResponse>) {
        if let index = waiting.firstIndex(where: { $0.call === call }) {
            waiting.remove(at: index).cancel()
        } else if let (pointer, transfer) = transfers.first(where: { $0.value.call === call }) {
            remove(pointer)
            transfer.cancel()
        }
    }

    private func connect(
        _ request: WebSocketRequest, _ address: NetworkAddress, _ mailbox: WebSocketMailbox, _ call: NetworkCall<Void>
    ) {
        guard !call.isCancelled else { return call.finish(.failure(.cancelled(.connect, address.place))) }
        let session = WebSocketSession(request, address, mailbox, call, setup, now: ContinuousClock.now)
        sessions[ObjectIdentifier(mailbox)] = session
        curl_multi_add_handle(multi, session.handle.pointer)
    }

    // MARK: Progress

    private func takeFinished() {
        var rest: Int32 = 0
        while let message = curl_multi_info_read(multi, &rest) {
            guard message.pointee.msg == CURLMSG_DONE, let pointer = message.pointee.easy_handle else { continue }
            let code = wick_curl_message_result(message)
            if let transfer = transfers[pointer] {
                remove(pointer)
                if transfer.end(code, setup.configuration) == .redirected { start(transfer) }
            } else if let session = sessions.values.first(where: { $0.handle.pointer == pointer }) {
                // The handle stays where it is: taking it out would close the connection.
                session.connected(code, now: ContinuousClock.now)
            }
        }
    }

    private func remove(_ pointer: UnsafeMutableRawPointer) {
        curl_multi_remove_handle(multi, pointer)
        transfers[pointer] = nil
    }

    private func serveSockets() {
        let now = ContinuousClock.now
        for (socket, session) in zip(polled, polledSessions) where socket.revents != 0 { session.markReady() }
        for session in sessions.values { session.serve(scratch, now: now) }
    }

    /// After reading, so that what had come in time counts even if this thread was held up.
    private func expire() {
        let now = ContinuousClock.now
        for (pointer, transfer) in transfers where transfer.deadline <= now {
            transfer.expire()
            remove(pointer)
        }
        for transfer in waiting where transfer.deadline <= now { transfer.expire() }
        waiting.removeAll { $0.deadline <= now }
        for session in sessions.values { session.expire(now: now) }
    }

    private func removeEnded() {
        for (key, session) in sessions where session.hasEnded {
            curl_multi_remove_handle(multi, session.handle.pointer)
            sessions[key] = nil
        }
    }

    private func poll() {
        polled.removeAll(keepingCapacity: true)
        polledSessions.removeAll(keepingCapacity: true)
        var next = ContinuousClock.now.advanced(by: .seconds(60))
        for transfer in transfers.values { next = min(next, transfer.deadline) }
        for transfer in waiting { next = min(next, transfer.deadline) }
        for session in sessions.values {
            if session.needsTurn { next = ContinuousClock.now }
            if let deadline = session.deadline { next = min(next, deadline) }
            guard let descriptor = session.handle.socket, session.awaited != 0 else { continue }
            polled.append(curl_waitfd(fd: descriptor, events: session.awaited, revents: 0))
            polledSessions.append(session)
        }
        let remaining = next - ContinuousClock.now
        let timeout = remaining > .zero ? Int32(remaining.timerMilliseconds) : 0
        let code = curl_multi_poll(multi, &polled, UInt32(polled.count), timeout, nil)
        precondition(code == CURLM_OK, "polling fails: \(String(cString: curl_multi_strerror(code)))")
    }

    // MARK: The end

    private func stop() {
        for command in inbox.close() { refuse(command) }
        for transfer in waiting { transfer.stop() }
        for (pointer, transfer) in transfers {
            curl_multi_remove_handle(multi, pointer)
            transfer.stop()
        }
        for session in sessions.values {
            session.stop()
            curl_multi_remove_handle(multi, session.handle.pointer)
        }
        transfers = [:]
        sessions = [:]
        polledSessions = []
        curl_multi_cleanup(multi)
    }

    private func refuse(_ command: NetworkCommand) {
        switch command {
        case .send(_, let address, let call): call.finish(.failure(.stopped(.send, address.place)))
        case .connect(_, let address, _, let call): call.finish(.failure(.stopped(.connect, address.place)))
        case .write(let mailbox, _, let call): call.finish(.failure(mailbox.goneError))
        case .close(_, let call): call.finish(.success(()))
        case .cancel, .resume, .abandon, .stop: break
        }
    }
}
