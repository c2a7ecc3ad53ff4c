import WickDomain
import WickFeatures
import WickStore

/// Folds the stored facts of some instruments, minute after minute and each as of when it became known: what a live run would have made of
/// them, whenever they came into the store. Owned by one refresh.
struct FeatureWalk {
    /// Minutes that are read before the first that matters: 70 days, after which not a bit of what was before is left in any average.
    static let history: Duration = .seconds(60 * 100_000)
    /// Scores that are read before the last one that matters: 77 days, after which not a bit is left of a count with a half-life of one.
    static let newsHistory: Duration = .seconds(77 * 86_400)
    /// Rows that are in memory at once.
    private static let rowsPerPiece = 10_000
    private static let forever = Timestamp(microseconds: .max)

    let members: [Instrument]
    /// From the first stored minute of all of them to the end of the last.
    let extent: Range<Timestamp>
    /// All minutes before it are read.
    private(set) var position: Timestamp
    private(set) var stage = FeatureStage()
    private let store: Store
    private let piece: Duration

    /// - Parameter start: the first minute that is read.
    init(
        _ store: Store, _ members: [Instrument], extent: Range<Timestamp>, from start: Timestamp
    ) throws(StoreError) {
        self.store = store
        self.members = members
        self.extent = extent
        position = start
        piece = .seconds(60 * max(500, Self.rowsPerPiece / max(1, members.count)))
        try Self.takeNews(store, before: start, into: &stage)
    }

    /// The news that count at a moment.
    static func takeNews(_ store: Store, before moment: Timestamp, into stage: inout FeatureStage) throws(StoreError) {
        guard let start = try store.newsStart(before: moment, reach: newsHistory) else { return }
        stage.warmUp(with: [], scores: try store.scores(knownIn: start..<moment))
    }

    var isAtEnd: Bool { position >= extent.upperBound }

    /// Nothing that follows changes vectors of minutes before this one.
    var settled: Timestamp {
        guard !isAtEnd else { return Self.forever }
        return min(stage.firstUnsettled ?? position, position)
    }

    /// The next piece, up to a moment at most.
    mutating func advance(upTo limit: Timestamp, into vectors: inout [FeatureVector]) throws(StoreError) {
        let end = min(position + piece, limit, extent.upperBound)
        guard position < end else { return }
        var candles: [Candle] = []
        for member in members {
            for version in try store.candleVersions(of: member, in: position..<end) { candles.append(version.candle) }
        }
        // News that became known after the last minute concern the next one.
        let isLast = end == extent.upperBound
        let scores = try store.scores(knownIn: position..<(isLast ? Self.forever : end))
        stage.fold(candles, scores: scores, clock: end, into: &vectors)
        if isLast { stage.finish(into: &vectors) }
        position = end
    }
}
