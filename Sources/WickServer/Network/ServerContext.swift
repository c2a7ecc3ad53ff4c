import NIOCore
import NIOPosix
import Synchronization
import WickDomain

/// What all connections share: the router and its state, limits, and the threads that read the store.
final class ServerContext: Sendable {
    /// Threads that wait for SQLite: the store has eight readers, and the pipeline wants some.
    static let readers = 3
    /// Requests that wait for one of them; further ones are told to come again.
    static let maximumReadings = 64
    /// An event is said once in this time: whoever connects could fill the log otherwise.
    private static let quiet: Duration = .seconds(60)

    let configuration: APIConfiguration
    let router: APIRouter
    let data: ServedData
    let metrics: ServiceMetrics
    let streams = StreamRegistry()
    private let report: @Sendable (ServerEvent) -> Void
    /// When each kind of event was last said.
    private let said = Mutex<[ServerEvent.Kind: Duration]>([:])
    private let policy: Mutex<AccessPolicy>
    private let limiter = Mutex(RateLimiter())
    private let pool = NIOThreadPool(numberOfThreads: readers)
    fileprivate let readings = Mutex(0)
    private let start = ContinuousClock.now

    init(
        _ configuration: APIConfiguration, router: APIRouter, data: ServedData, metrics: ServiceMetrics,
        report: @escaping @Sendable (ServerEvent) -> Void
    ) {
        (self.configuration, self.router, self.data) = (configuration, router, data)
        (self.metrics, self.report) = (metrics, report)
        policy = Mutex(AccessPolicy(policy: configuration.policy))
        pool.start()
    }

    var access: AccessPolicy {
        get { policy.withLock { $0 } }
        set { policy.withLock { $0 = newValue } }
    }

    /// Monotonic.
    var now: Duration { ContinuousClock.now - start }

    /// Counts an event, and says it unless one like it was said lately.
    func tell(_ event: ServerEvent) {
        metrics.change { $0.events[event.kind, default: 0] += 1 }
        let moment = now
        let isNews = said.withLock { said in
            if let last = said[event.kind], moment - last < Self.quiet { return false }
            said[event.kind] = moment
            return true
        }
        if isNews { report(event) }
    }

    /// - Throws: where the address has asked too often.
    func checkRate(_ address: String) throws(Problem) {
        guard let rate = access.policy.requestsPerSecond else { return }
        let moment = now
        guard !limiter.withLock({ $0.allows(address, rate: rate, now: moment) }) else { return }
        metrics.change { $0.rateLimited += 1 }
        throw Problem(
            .tooManyRequests, "more than \(rate) requests a second from one address",
            headers: [APIResponse.Header(name: "retry-after", value: "1")])
    }

    /// Runs what blocks on a thread of its own; nil where too many wait already.
    func read(
        on loop: any EventLoop, _ body: @escaping @Sendable () -> APIResponse
    ) -> EventLoopFuture<APIResponse>? {
        let hasRoom = readings.withLock { waiting in
            guard waiting < Self.maximumReadings else { return false }
            waiting += 1
            return true
        }
        guard hasRoom else { return nil }
        let result = pool.runIfActive(eventLoop: loop) { body() }
        result.whenComplete { _ in self.readings.withLock { $0 -= 1 } }
        return result
    }

    /// Waits for readings that run.
    func stopReading() async throws { try await pool.shutdownGracefully() }
}

extension ServerContext {
    /// Whether no request is being answered from the store.
    var isQuiet: Bool { readings.withLock { $0 == 0 } }
}
