import Synchronization
public import WickDomain

/// A small HTTP server on 127.0.0.1 for one handler, with TLS or without. It serves from `init` until `stop`.
public final class StubServer<Handler: StubHandler>: Sendable {
    /// "http://127.0.0.1:43210" or "https://…", without a path.
    public let address: String
    private let handler: HandlerBox<Handler>
    private let thread: ServingThread

    /// - Parameters:
    ///   - port: 0 takes what is free.
    ///   - authority: nil leaves TLS out; else becomes what clients must trust, as PEM.
    ///   - now: what certificates are valid at.
    /// - Throws: `ExchangeError` for a port that is taken.
    public init(
        _ handler: Handler, port: UInt16 = 0, authority: ((_ pem: [UInt8]) -> Void)? = nil,
        now: Timestamp = Timestamp(seconds: 0)
    ) throws(ExchangeError) {
        let socket = try ListeningSocket(port: port)
        var context: ServerContext?
        if let authority {
            let issuer = try CertificateAuthority(now: now)
            authority(issuer.pem)
            context = try issuer.makeServerContext(now: now, flaw: .none)
        }
        address = "\(context == nil ? "http" : "https")://127.0.0.1:\(socket.port)"
        let stopSignal = try StopSignal()
        // The thread must not keep the server alive, so it has the handler and not the server.
        let box = HandlerBox(handler)
        self.handler = box
        let loop = StubLoop(socket: socket, stopSignal: stopSignal, context: context) { box.answer($0) }
        thread = try ServingThread(stopSignal) { loop.run() }
    }

    /// Looks at the handler between two requests.
    public func inspect<Result: Sendable>(_ body: (Handler) -> Result) -> Result { handler.inspect(body) }

    /// Changes the handler between two requests.
    public func change(_ body: (inout Handler) -> Void) { handler.change(body) }

    /// Breaks every connection and ends the thread; returns when that is done. Later calls do nothing.
    public func stop() { thread.stop() }
}

/// The handler, shared between the server and its thread.
final class HandlerBox<Handler: StubHandler>: Sendable {
    private let handler: Mutex<Handler>

    init(_ handler: Handler) { self.handler = Mutex(handler) }

    func answer(_ request: StubRequest) -> StubAnswer { handler.withLock { $0.answer(request) } }
    func inspect<Result: Sendable>(_ body: (Handler) -> Result) -> Result { handler.withLock { body($0) } }
    func change(_ body: (inout Handler) -> Void) { handler.withLock { body(&$0) } }
}
