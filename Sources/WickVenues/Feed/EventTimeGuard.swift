public import WickDomain

/// Tells trades whose time can be from those whose time cannot: a venue's trades come some milliseconds after they happened, by its clock and
/// ours, so one that is stamped more than a minute later than that is broken. Pure; one a venue, driven by frames and receive times.
///
/// A trade of the future would close all minutes up to it at once. What is stamped too far ahead is set aside, and given back where it turns out
/// that all trades are: then our clock is behind, or the venue's ahead. Old trades are always possible: snapshots and repairs are old by nature.
public struct EventTimeGuard: Sendable {
    /// How far ahead of the others a trade may be stamped: many times what networks and venues are late by.
    public static let allowance: Duration = .seconds(60)
    /// Frames that must agree, over at least so long, before trades of the future are believed.
    static let agreeingFrames = 5
    static let agreeingMicroseconds: Int64 = 3_000_000
    /// Trades that are kept until then; more are set aside for good.
    static let maximumSuspects = 4096
    /// The median of so many leads stands whatever the smaller half of them says; one is taken every 100 ms at most.
    static let window = 101
    private static let learningMicroseconds: Int64 = 100_000
    private static let allowanceMicroseconds: Int64 = 60_000_000

    /// How far trades were stamped ahead of their receipt lately, below zero as a rule.
    private var leads: [Int64] = []
    /// The same in order of size: each lead costs two searches in it, where sorting the window would cost more than decoding a frame.
    private var ordered: [Int64] = []
    private var next = 0
    private var nextLearning = Int64.min
    /// Of the window; nil before it is half full.
    private var median: Int64?
    /// The highest lead that is believed.
    private var limit = allowanceMicroseconds
    private var suspects: [Trade] = []
    /// The leads of the last frames that had nothing else, and when the first of these came.
    private var suspectLeads: [Int64] = []
    private var suspectSince: Int64 = 0
    /// Whether our time has moved since: the next frame shows which of them can be after all.
    private var areSuspectsDue = false

    public init() {}

    /// What a frame's trades turned out to be.
    public struct Finding: Sendable {
        /// Stamped too far ahead; they are not among the frame's trades any more.
        public var setAside: [Trade] = []
        /// Set aside before, and believed now; they are among the frame's trades again.
        public var restored: [Trade] = []

        public init() {}
    }

    /// How far trades have been stamped ahead of their receipt for a while; nil where that is not known.
    public var steadyLead: Duration? { median.map(Duration.microseconds) }

    /// Leaves the trades whose time can be.
    ///
    /// - Parameters:
    ///   - trades: of one frame.
    ///   - receivedTime: when it came.
    /// - Returns: what was taken out or put in; nil where nothing was.
    @inline(__always)
    public mutating func sift(_ trades: inout [Trade], receivedTime: Timestamp) -> Finding? {
        let received = receivedTime.microseconds
        var newest = Int64.min
        for trade in trades where trade.eventTime.microseconds > newest { newest = trade.eventTime.microseconds }
        guard newest > Int64.min else { return nil }
        if areSuspectsDue { return siftAgain(&trades, receivedTime: receivedTime) }
        let lead = newest &- received
        if lead <= limit {
            if received >= nextLearning { learn(lead, at: received) }
            if !suspectLeads.isEmpty { forgetSuspects() }
            return nil
        }
        return setAside(&trades, received)
    }

    /// Whether a trade that a venue lists was stamped too far ahead.
    public func isPlausible(_ eventTime: Timestamp, receivedTime: Timestamp) -> Bool {
        let (lead, isOverflow) = eventTime.microseconds.subtractingReportingOverflow(receivedTime.microseconds)
        return isOverflow ? eventTime < receivedTime : lead <= limit
    }

    /// Our time has gone forward by this against the venues'. What was set aside because it was behind comes back with the next frame.
    public mutating func shift(by step: Duration) {
        let step = step.microseconds
        replaceLeads(with: leads.map { $0.subtractingReportingOverflow(step).partialValue })
        areSuspectsDue = !suspects.isEmpty
    }
}

extension EventTimeGuard {
    private mutating func learn(_ lead: Int64, at received: Int64) {
        nextLearning = received &+ Self.learningMicroseconds
        if leads.count < Self.window {
            leads.append(lead)
        } else {
            ordered.remove(at: place(of: leads[next]))
            leads[next] = lead
        }
        ordered.insert(lead, at: place(of: lead))
        next = (next + 1) % Self.window
        settle()
    }

    /// - Parameter leads: no more than the window holds, oldest first from `next` on.
    private mutating func replaceLeads(with leads: [Int64]) {
        self.leads = leads
        ordered = leads.sorted()
        settle()
    }

    /// Where the first lead stands that is no smaller.
    private func place(of lead: Int64) -> Int {
        var (low, high) = (0, ordered.count)
        while low < high {
            let middle = (low + high) / 2
            if ordered[middle] < lead { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func settle() {
        guard ordered.count > Self.window / 2 else { return }
        let middle = ordered[ordered.count / 2]
        median = middle
        limit = max(0, middle).addingReportingOverflow(Self.allowanceMicroseconds).partialValue
    }

    private mutating func forgetSuspects() {
        suspects = []
        suspectLeads = []
        areSuspectsDue = false
    }

    /// Behind a step of our time: what was of the future may be of now.
    @inline(never)
    private mutating func siftAgain(_ trades: inout [Trade], receivedTime: Timestamp) -> Finding? {
        let restored = suspects.filter { isPlausible($0.eventTime, receivedTime: receivedTime) }
        forgetSuspects()
        var finding = sift(&trades, receivedTime: receivedTime) ?? Finding()
        trades = restored + trades
        finding.restored = restored + finding.restored
        return finding
    }

    @inline(never)
    private mutating func setAside(_ trades: inout [Trade], _ received: Int64) -> Finding {
        var finding = Finding()
        finding.setAside = trades.filter { $0.eventTime.microseconds &- received > limit }
        trades.removeAll { $0.eventTime.microseconds &- received > limit }
        guard trades.isEmpty else {
            // Beside others that are right it is the trade that is wrong.
            forgetSuspects()
            return finding
        }
        if suspectLeads.isEmpty { suspectSince = received }
        suspects += finding.setAside.prefix(Self.maximumSuspects - suspects.count)
        let newest = finding.setAside.map(\.eventTime.microseconds).max() ?? received
        suspectLeads.append(newest &- received)
        if suspectLeads.count > Self.agreeingFrames { suspectLeads.removeFirst() }
        believe(&finding, &trades, received)
        return finding
    }

    /// All frames of a while have nothing but trades of one and the same future: it is the present.
    private mutating func believe(_ finding: inout Finding, _ trades: inout [Trade], _ received: Int64) {
        guard suspectLeads.count == Self.agreeingFrames, received &- suspectSince >= Self.agreeingMicroseconds,
            let least = suspectLeads.min(), let most = suspectLeads.max(),
            most &- least <= Self.allowanceMicroseconds
        else { return }
        let missing = max(0, Self.window / 2 + 1 - suspectLeads.count)
        replaceLeads(with: suspectLeads + Array(repeating: least, count: missing))
        next = leads.count % Self.window
        let limit = limit
        let now = finding.setAside.count
        // Those of this frame were not counted yet.
        let earlier = suspects.dropLast(min(now, suspects.count))
        finding.restored = earlier.filter { $0.eventTime.microseconds &- received <= limit }
        trades = finding.restored + finding.setAside.filter { $0.eventTime.microseconds &- received <= limit }
        finding.setAside.removeAll { $0.eventTime.microseconds &- received <= limit }
        forgetSuspects()
    }
}
