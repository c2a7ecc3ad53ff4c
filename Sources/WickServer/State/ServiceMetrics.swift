import Synchronization
import WickDomain

/// Owns what is measured while the service runs: latencies and what became of requests and connections.
public final class ServiceMetrics: Sendable {
    struct Requests: Hashable {
        let route: String
        let status: Int
    }

    struct Values {
        var tradeToCandle = LatencyHistogram()
        var closeToPrediction = LatencyHistogram()
        var requestSeconds: [String: LatencyHistogram] = [:]
        var requests: [Requests: Int] = [:]
        var connections = 0
        var events: [ServerEvent.Kind: Int] = [:]
        var streams = 0
        var streamMessages = 0
        var rateLimited = 0
    }

    private let contents = Mutex(Values())

    public init() {}

    var values: Values { contents.withLock { $0 } }

    /// From the receipt of the frame that closed a minute to its candle.
    public func observeTradeToCandle(_ duration: Duration) { contents.withLock { $0.tradeToCandle.add(duration) } }

    /// From a close becoming known to its prediction lying in the store.
    public func observeCloseToPrediction(_ duration: Duration) {
        contents.withLock { $0.closeToPrediction.add(duration) }
    }

    /// - Parameter route: the pattern of the path, not the path, so that there are few.
    func observeRequest(route: String, status: Int, seconds: Duration) {
        contents.withLock { values in
            values.requestSeconds[route, default: LatencyHistogram()].add(seconds)
            values.requests[Requests(route: route, status: status), default: 0] += 1
        }
    }

    func change(_ body: (inout Values) -> Void) { contents.withLock { body(&$0) } }
}

/// Counts durations in fixed buckets.
struct LatencyHistogram: Sendable {
    /// Upper ends in seconds: from what a cached answer takes to what nobody waits for.
    static let bounds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// Not cumulative; the last one is above all bounds.
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var seconds = 0.0

    var count: Int { counts.reduce(0, +) }

    /// A duration below zero, by clocks that differ, counts as zero.
    mutating func add(_ duration: Duration) {
        let value = max(0, duration.seconds)
        counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
        seconds += value
    }
}
