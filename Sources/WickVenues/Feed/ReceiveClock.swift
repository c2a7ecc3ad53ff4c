public import WickDomain

/// Measures how long trades take from the venue to us, and with it whether our clock can be right.
///
/// A latency below zero is impossible and one of half a second is no network: where the median of many trades says so, a clock is
/// wrong. It is said, never corrected: receive times stay what the clock gave.
public struct ReceiveClock: Equatable, Sendable {
    public enum Verdict: Equatable, Sendable, CustomStringConvertible {
        /// Too few trades so far.
        case unknown
        case plausible
        /// The receive clock is ahead of the venue's by about this (behind, where it is negative), latency included.
        case wrong(offset: Duration)

        public var description: String {
            switch self {
            case .unknown: "the receive clock has not been checked yet"
            case .plausible: "the receive clock agrees with the venue's"
            case .wrong(let offset):
                "the receive clock is \(offset > .zero ? "ahead of" : "behind") the venue's by about "
                    + "\((abs(offset.seconds) * 1000).rounded()) ms: receive times cannot be trusted"
            }
        }
    }

    /// 101 trades: the median stands whatever 50 of them say.
    static let window = 101
    /// The trades of a window must span this, so that one burst after a pause decides nothing.
    static let leastSpanMicroseconds: Int64 = 10_000_000
    static let highestMicroseconds: Int64 = 500_000
    /// NTP keeps clocks within some milliseconds; latency only adds.
    static let lowestMicroseconds: Int64 = -20_000

    private var offsets: [Int64] = []
    private var windowStart: Int64?
    public private(set) var verdict = Verdict.unknown
    /// Of the last full window, by our clock; nil before it.
    public private(set) var medianLatency: Duration?

    public init() {}

    /// Takes one live trade; snapshots and repairs are old by nature and must be left out.
    ///
    /// - Returns: the verdict, where it has changed.
    public mutating func add(eventTime: Timestamp, receivedTime: Timestamp) -> Verdict? {
        let received = receivedTime.microseconds
        if offsets.count < Self.window {
            if offsets.isEmpty { windowStart = received }
            offsets.append(receivedTime.microseconds(since: eventTime))
        }
        guard offsets.count == Self.window, let start = windowStart else { return nil }
        guard received - start >= Self.leastSpanMicroseconds else {
            // Busy market: later trades take the places of earlier ones, so that the window goes on to its least span.
            offsets[Int(received.magnitude % UInt64(Self.window))] = receivedTime.microseconds(since: eventTime)
            return nil
        }
        return judge()
    }

    private mutating func judge() -> Verdict? {
        let median = offsets.sorted()[Self.window / 2]
        offsets.removeAll(keepingCapacity: true)
        medianLatency = .microseconds(median)
        let isPlausible = (Self.lowestMicroseconds...Self.highestMicroseconds).contains(median)
        let before = verdict
        verdict = isPlausible ? .plausible : .wrong(offset: .microseconds(median))
        switch (before, verdict) {
        case (.wrong, .wrong), (.plausible, .plausible), (.unknown, .plausible): return nil
        default: return verdict
        }
    }
}
