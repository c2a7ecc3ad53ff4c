public import WickDomain
import WickFeatures

/// Folds candles and scores into feature vectors, for every instrument that turns up: the same for live, replay and import.
///
/// Inputs are sorted by when they became known, and those of one moment count as one: so neither batches, nor the order of instruments
/// within a moment, nor how often the clock is read, leave a trace in what comes out. What became known at the clock's reading itself
/// waits for the next one, since more may come of that moment.
///
/// Two assets of one quote asset on one venue are companions. The vector of a minute waits for the companion's candle of the same minute, at
/// most 2 s by known times; when that comes later, it is a correction. A correction makes new versions of all vectors that it changes.
public struct FeatureStage: Sendable {
    public struct Counts: Equatable, Sendable {
        /// Vectors of minutes that had none.
        public var vectors = 0
        /// Versions of a vector after its first.
        public var revisions = 0
        /// Inputs that became known before what was folded already; they are folded as if they had become known with it.
        public var late = 0
        /// Candles too old to change anything.
        public var expired = 0

        public init() {}
    }

    /// How many minutes before the first that matters should be given to `warmUp`: two days, after which even the slowest average has
    /// forgotten what was before, down to the precision of its numbers.
    public static let history = 2880

    private enum Input {
        case candle(Candle)
        case score(SentimentScore)

        var knownTime: Timestamp {
            switch self {
            case .candle(let candle): candle.knownTime
            case .score(let score): score.scoredTime
            }
        }
    }

    /// Since the history that it was warmed up with.
    public var counts: Counts {
        var counts = ownCounts
        for member in markets.lazy.flatMap(\.members) {
            counts.vectors += member.timeline.vectorCount
            counts.revisions += member.timeline.revisionCount
        }
        counts.vectors -= historyCounts.vectors
        counts.revisions -= historyCounts.revisions
        return counts
    }

    /// What no market counts.
    private var ownCounts = Counts()
    private var historyCounts = Counts()
    private var markets: [FeatureMarket] = []
    /// By `Asset.rawValue`, and last that of instruments of no known asset.
    private var books = [SentimentBook](repeating: SentimentBook(), count: Asset.allCases.count + 1)
    /// Not folded yet, in the order in which they came; as much as becomes known between two readings of the clock.
    private var waiting: [Input] = []
    /// The known time up to which everything is folded.
    private var frontier = Timestamp(microseconds: .min)

    public init() {}

    /// Takes inputs and a reading of the clock.
    ///
    /// - Parameters:
    ///   - candles: versions of minutes, each instrument's in the order in which they became known; running ones are left out.
    ///   - scores: of headlines, in any order.
    ///   - clock: what is still to come became known no sooner. After a batch of frames this is the newest receive time; where each
    ///     minute is given with its own known time, that.
    ///   - vectors: receives new versions in the order in which they became known.
    public mutating func fold(
        _ candles: [Candle], scores: [SentimentScore] = [], clock: Timestamp, into vectors: inout [FeatureVector]
    ) {
        for candle in candles where candle.state != .open {
            precondition(candle.timeframe == .oneMinute, "features are made of minutes")
            waiting.append(.candle(candle))
        }
        for score in scores { waiting.append(.score(score)) }
        advance(to: clock, into: &vectors)
    }

    /// Folds all that waits: nothing more will come.
    public mutating func finish(into vectors: inout [FeatureVector]) {
        advance(to: Timestamp(microseconds: .max), into: &vectors)
    }

    /// Takes history without making vectors of it; corrections of it will make some.
    public mutating func warmUp(with candles: [Candle], scores: [SentimentScore] = []) {
        var vectors: [FeatureVector] = []
        fold(candles, scores: scores, clock: frontier, into: &vectors)
        finish(into: &vectors)
        ownCounts = Counts()
        historyCounts = Counts()
        historyCounts = counts
    }
}

extension FeatureStage {
    /// Folds what became known before this moment, and lets the deadlines before it pass.
    private mutating func advance(to clock: Timestamp, into vectors: inout [FeatureVector]) {
        for group in takeGroups(before: clock) {
            expireDeadlines(before: group[0].knownTime, into: &vectors)
            fold(group, into: &vectors)
        }
        expireDeadlines(before: clock, into: &vectors)
    }

    /// What waits and became known before the clock, one array a moment.
    private mutating func takeGroups(before clock: Timestamp) -> [[Input]] {
        guard waiting.contains(where: { $0.knownTime < clock }) else { return [] }
        // The order in which they came decides within a moment, so that the later version of a minute stays the later.
        let sorted = waiting.enumerated().sorted { left, right in
            let times = (left.element.knownTime, right.element.knownTime)
            return times.0 != times.1 ? times.0 < times.1 : left.offset < right.offset
        }
        let due = sorted.prefix { $0.element.knownTime < clock }
        waiting = sorted[due.endIndex...].map(\.element)
        var groups: [[Input]] = []
        for (_, input) in due {
            if let last = groups.last, last[0].knownTime == input.knownTime {
                groups[groups.count - 1].append(input)
            } else {
                groups.append([input])
            }
        }
        return groups
    }

    private mutating func fold(_ group: [Input], into vectors: inout [FeatureVector]) {
        let known = group[0].knownTime
        if known < frontier { ownCounts.late += group.count }
        frontier = max(frontier, known)
        for input in group {
            switch input {
            case .candle(let candle): take(candle)
            case .score(let score): take(score)
            }
        }
        for index in markets.indices { markets[index].settle(now: frontier, books: books, into: &vectors) }
    }

    private mutating func take(_ candle: Candle) {
        let key = FeatureMarket.Key(candle.instrument)
        let index = markets.firstIndex { $0.key >= key } ?? markets.count
        if index == markets.count || markets[index].key != key { markets.insert(FeatureMarket(key: key), at: index) }
        if markets[index].take(candle) == .expired { ownCounts.expired += 1 }
    }

    private mutating func take(_ score: SentimentScore) {
        let assets: [Asset?]
        switch score.subject {
        case .btc: assets = [.bitcoin]
        case .eth: assets = [.ether]
        case .market: assets = [.bitcoin, .ether, nil]
        case .none: return
        }
        for asset in assets { books[asset?.rawValue ?? books.count - 1].insert(score) }
        for index in markets.indices { markets[index].takeScore(of: assets, knownTime: score.scoredTime) }
    }

    private mutating func expireDeadlines(before moment: Timestamp, into vectors: inout [FeatureVector]) {
        while let deadline = markets.compactMap(\.deadline).min(), deadline < moment {
            frontier = max(frontier, deadline)
            for index in markets.indices { markets[index].settle(now: frontier, books: books, into: &vectors) }
        }
    }
}
