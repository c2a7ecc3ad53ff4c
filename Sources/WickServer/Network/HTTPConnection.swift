import NIOCore
import NIOHTTP1
import WickDomain

/// One connection's requests, one after the other: gathers each, has it answered, and writes the answer.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Longest path and query.
    private static let maximumTargetBytes = 8 << 10
    /// Behind a refusal a connection is not heard for so long: it costs us as much as an answer, and who may not ask has
    /// nothing to ask quickly.
    private static let penalty: TimeAmount = .milliseconds(100)
    private static let refusals: [HTTPResponseStatus] = [.unauthorized, .forbidden, .tooManyRequests]

    private struct Pending {
        let head: HTTPRequestHead
        let start: Duration
        var body: [UInt8] = []
    }

    /// An answer that holds until the state changes, as it is written.
    private struct Cached {
        let target: String
        let revision: UInt64
        let written: Written
    }

    /// An answer in the library's terms.
    private struct Written {
        let head: HTTPResponseHead
        let body: ByteBuffer
        /// Of the metrics.
        let label: String
    }

    /// What becomes of the connection after an answer.
    private enum Ending {
        case open
        case closing
        /// What the other side still sends has to be taken, or it would never see the answer.
        case lingering
    }

    private let service: ServerContext
    private let guardian: ConnectionGuard
    private var pending: Pending?
    private var cached: Cached?

    init(_ service: ServerContext, _ guardian: ConnectionGuard) { (self.service, self.guardian) = (service, guardian) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            guardian.headCame()
            pending = Pending(head: head, start: service.now)
            if let problem = problem(of: head) { refuse(problem, context) }
        case .body(let buffer):
            guard pending != nil else { return }
            pending?.body += buffer.readableBytesView
            if pending?.body.count ?? 0 > service.configuration.maximumBodyBytes { refuse(tooLarge, context) }
        case .end:
            guardian.requestEnded()
            guard let request = pending else { return }
            pending = nil
            answer(request, context)
        }
    }

    private var tooLarge: Problem {
        Problem(.tooLarge, "a body has at most \(service.configuration.maximumBodyBytes) bytes")
    }

    private func problem(of head: HTTPRequestHead) -> Problem? {
        if head.uri.utf8.count > Self.maximumTargetBytes {
            return Problem(.targetTooLong, "path and query have at most \(Self.maximumTargetBytes) bytes")
        }
        let bytes = head.headers.reduce(head.uri.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        if bytes > service.configuration.maximumHeadBytes {
            return Problem(.headersTooLarge, "the head is longer than \(service.configuration.maximumHeadBytes) bytes")
        }
        let length = head.headers.first(name: "content-length").flatMap(Int.init) ?? 0
        return length > service.configuration.maximumBodyBytes ? tooLarge : nil
    }

    /// Answers before the request has ended; what is left of it is thrown away.
    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        guard let request = pending else { return }
        pending = nil
        write(problem.response, to: request, ending: .lingering, context)
    }

    private func answer(_ pending: Pending, _ context: ChannelHandlerContext) {
        let head = pending.head
        if head.method == .GET, head.isKeepAlive, let cached, cached.target == head.uri,
            cached.revision == service.data.revision,
            isAllowed(head)
        {
            return write(cached.written, to: pending, context)
        }
        let request = APIRequest(
            method: head.method.rawValue, target: head.uri,
            headers: head.headers.map { ($0.name.lowercased(), $0.value) }, body: pending.body)
        let access = service.access
        do throws(Problem) {
            try service.checkRate(guardian.address)
            if let preflight = access.preflight(request) {
                return finish(preflight, access.crossOrigin(request), pending, context)
            }
            try access.check(request)
        } catch {
            return finish(error.response, access.crossOrigin(request), pending, context)
        }
        route(request, access.crossOrigin(request), pending, context)
    }

    /// The short way to the same end as `AccessPolicy`: where there is no token and no web page, and the name is an
    /// address.
    private func isAllowed(_ head: HTTPRequestHead) -> Bool {
        let request = APIRequest(
            target: head.uri,
            headers: ["origin", "host", "authorization"].compactMap { name in
                head.headers.first(name: name).map { (name, $0) }
            })
        do throws(Problem) {
            try service.checkRate(guardian.address)
            try service.access.check(request)
            return request[header: "origin"] == nil
        } catch { return false }
    }

    private func route(
        _ request: APIRequest, _ extra: [APIResponse.Header], _ pending: Pending, _ context: ChannelHandlerContext
    ) {
        let (revision, state) = service.data.numbered
        switch service.router.answer(request, state) {
        case .now(let response):
            let dated = response.header("date", HTTPDate.text(state.time))
            if response.status == 200, request.method == "GET", extra.isEmpty, pending.head.isKeepAlive,
                Route.find(request.path)?.route.isCacheable == true
            {
                let written = written(dated, to: pending, ending: .open)
                cached = Cached(target: request.target, revision: revision, written: written)
                return write(written, to: pending, context)
            }
            finish(dated, extra, pending, context)
        case .reading(let body):
            guard let future = service.read(on: context.eventLoop, body) else {
                let problem = Problem(
                    .unavailable, "too many readings wait; try again",
                    headers: [APIResponse.Header(name: "retry-after", value: "1")])
                return finish(problem.response, extra, pending, context)
            }
            let date = HTTPDate.text(state.time)
            future.assumeIsolated().whenComplete { [weak self] result in
                let stopped = Problem(.unavailable, "the service is stopping").response
                let response = (try? result.get()) ?? stopped
                self?.finish(response.header("date", date), extra, pending, context)
            }
        }
    }

    private func finish(
        _ response: APIResponse, _ extra: [APIResponse.Header], _ pending: Pending, _ context: ChannelHandlerContext
    ) {
        var response = response
        response.headers += extra
        write(response, to: pending, ending: pending.head.isKeepAlive ? .open : .closing, context)
    }

    private func write(
        _ response: APIResponse, to pending: Pending, ending: Ending, _ context: ChannelHandlerContext
    ) {
        write(written(response, to: pending, ending: ending), to: pending, ending: ending, context)
    }

    private func written(_ response: APIResponse, to pending: Pending, ending: Ending) -> Written {
        var headers = HTTPHeaders()
        if let type = response.contentType { headers.add(name: "content-type", value: type) }
        for header in response.headers { headers.add(name: header.name, value: header.value) }
        if headers.first(name: "cache-control") == nil { headers.add(name: "cache-control", value: "no-store") }
        headers.add(name: "x-content-type-options", value: "nosniff")
        if response.status != 304, response.status != 204 {
            headers.add(name: "content-length", value: "\(response.body.count)")
        }
        if ending != .open { headers.add(name: "connection", value: "close") }
        let path = Substring(pending.head.uri).prefix { $0 != "?" }
        return Written(
            head: HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers),
            body: ByteBuffer(bytes: pending.head.method == .HEAD ? [] : response.body),
            label: Route.find(path)?.route.rawValue ?? "other")
    }

    private func write(
        _ answer: Written, to pending: Pending, ending: Ending = .open, _ context: ChannelHandlerContext
    ) {
        guard context.channel.isActive else { return }
        let taken = writeWhole(answer, context)
        service.metrics.observeRequest(
            route: answer.label, status: Int(answer.head.status.code), seconds: service.now - pending.start)
        guard ending != .lingering else {
            context.write(wrapOutboundOut(.end(nil)), promise: nil)
            return guardian.closeSoon()
        }
        let isRefusal = Self.refusals.contains(answer.head.status)
        taken.assumeIsolated().whenSuccess { [weak self] in
            if isRefusal { self?.endLater(ending, context) } else { self?.end(ending, context) }
        }
        guardian.watch()
    }

    /// - Returns: when the system has taken all of it.
    private func writeWhole(_ answer: Written, _ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        let head = wrapOutboundOut(.head(answer.head))
        guard answer.body.readableBytes > 0 else { return context.writeAndFlush(head) }
        context.write(head, promise: nil)
        return context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(answer.body))))
    }

    private func endLater(_ ending: Ending, _ context: ChannelHandlerContext) {
        _ = context.eventLoop.assumeIsolated().scheduleTask(in: Self.penalty) { [weak self] in
            self?.end(ending, context)
        }
    }

    /// Before an answer's end is written, the library's handler for pipelining passes no further request on, and reads
    /// nothing. So a client that does not read has one answer waiting for it, however much it asks.
    private func end(_ ending: Ending, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        guard ending == .open else { return context.close(promise: nil) }
        guardian.answered()
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
