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

        public init(vectors: Int = 0, revisions: Int = 0, late: Int = 0, expired: Int = 0) {
            self.vectors = vectors
            self.revisions = revisions
            self.late = late
            self.expired = expired
        }
    }

    /// How many minutes before the first that matters should be given to `warmUp`: two days, after which even the slowest average has
    /// forgotten what was before. Values then agree with those of a run from the beginning to 1e-9; to the last bit they do when all
    /// minutes since that beginning are given, which takes less than a microsecond each.
    public static let history = 2880

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
    private var waitingCandles: [Candle] = []
    private var waitingScores: [SentimentScore] = []
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
            waitingCandles.append(candle)
        }
        waitingScores += scores
        advance(to: clock, into: &vectors)
    }

    /// Folds all that waits: nothing more will come.
    public mutating func finish(into vectors: inout [FeatureVector]) {
        advance(to: Timestamp(microseconds: .max), into: &vectors)
    }

    /// What is still to come of minutes that were given already can change vectors from this minute on, and none before; nil where
    /// everything is folded.
    var firstUnsettled: Timestamp? {
        let waiting = waitingCandles.map(\.openTime).min()
        let due = markets.compactMap(\.firstDue).min()
        guard let waiting, let due else { return waiting ?? due }
        return min(waiting, due)
    }

    /// Lets what comes next count from its own known time on, though the clock of whoever stored the history may have been ahead.
    mutating func resume(at moment: Timestamp) { frontier = min(frontier, moment) }

    /// Takes history without giving out its vectors; corrections of it will give some. May be called with one piece after the other.
    public mutating func warmUp(with candles: [Candle], scores: [SentimentScore] = []) {
        var sorted = candles
        Self.sort(&sorted, by: \.knownTime)
        waitingScores += scores
        var vectors: [FeatureVector] = []
        // Piece by piece, so that the vectors of a year are never there at once.
        for start in stride(from: 0, to: sorted.count, by: Self.history) {
            let piece = Array(sorted[start..<min(start + Self.history, sorted.count)])
            fold(piece, clock: piece[piece.count - 1].knownTime, into: &vectors)
            vectors.removeAll(keepingCapacity: true)
        }
        finish(into: &vectors)
        ownCounts = Counts()
        historyCounts = Counts()
        historyCounts = counts
    }
}

extension FeatureStage {
    /// Folds what became known before this moment, and lets the deadlines before it pass.
    private mutating func advance(to clock: Timestamp, into vectors: inout [FeatureVector]) {
        Self.sort(&waitingCandles, by: \.knownTime)
        Self.sort(&waitingScores, by: \.scoredTime)
        var (candle, score) = (0, 0)
        while let known = nextKnownTime(candle, score), known < clock {
            expireDeadlines(before: known, into: &vectors)
            let first = (candle, score)
            while candle < waitingCandles.count, waitingCandles[candle].knownTime == known {
                take(waitingCandles[candle])
                candle += 1
            }
            while score < waitingScores.count, waitingScores[score].scoredTime == known {
                take(waitingScores[score])
                score += 1
            }
            if known < frontier { ownCounts.late += candle - first.0 + score - first.1 }
            settle(at: known, into: &vectors)
        }
        waitingCandles.removeFirst(candle)
        waitingScores.removeFirst(score)
        expireDeadlines(before: clock, into: &vectors)
    }

    private func nextKnownTime(_ candle: Int, _ score: Int) -> Timestamp? {
        let candleTime = candle < waitingCandles.count ? waitingCandles[candle].knownTime : nil
        let scoreTime = score < waitingScores.count ? waitingScores[score].scoredTime : nil
        guard let candleTime, let scoreTime else { return candleTime ?? scoreTime }
        return min(candleTime, scoreTime)
    }

    /// By known time; those of one moment stay in the order in which they came, so that the later version of a minute stays the later.
    private static func sort<Input>(_ inputs: inout [Input], by knownTime: (Input) -> Timestamp) {
        // Mostly they are in order already.
        let isSorted = inputs.indices.dropFirst().allSatisfy { knownTime(inputs[$0 - 1]) <= knownTime(inputs[$0]) }
        if isSorted { return }
        let sorted = inputs.enumerated().sorted { left, right in
            let times = (knownTime(left.element), knownTime(right.element))
            return times.0 != times.1 ? times.0 < times.1 : left.offset < right.offset
        }
        inputs = sorted.map(\.element)
    }

    private mutating func settle(at moment: Timestamp, into vectors: inout [FeatureVector]) {
        frontier = max(frontier, moment)
        for index in markets.indices { markets[index].settle(now: frontier, books: books, into: &vectors) }
    }

    private mutating func take(_ candle: Candle) {
        let index = marketIndex(of: candle.instrument)
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

    private mutating func marketIndex(of instrument: Instrument) -> Int {
        for index in markets.indices where markets[index].holds(instrument) { return index }
        let key = FeatureMarket.Key(instrument)
        let index = markets.firstIndex { $0.key >= key } ?? markets.count
        if index == markets.count || markets[index].key != key { markets.insert(FeatureMarket(key: key), at: index) }
        return index
    }

    private mutating func expireDeadlines(before moment: Timestamp, into vectors: inout [FeatureVector]) {
        while let deadline = soonestDeadline, deadline < moment { settle(at: deadline, into: &vectors) }
    }

    private var soonestDeadline: Timestamp? {
        var soonest: Timestamp?
        for index in markets.indices {
            guard let deadline = markets[index].deadline else { continue }
            soonest = min(soonest ?? deadline, deadline)
        }
        return soonest
    }
}
