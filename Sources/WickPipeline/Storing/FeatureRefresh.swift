public import WickDomain
import WickFeatures
public import WickStore

/// Brings stored features in line with the facts that they are made from: works off the minutes that the store has marked as out of date,
/// and goes on behind them until nothing changes any more.
///
/// A stored vector is a cache of what follows from the facts known by then. All of its versions are computed as a live run would have
/// made them, with their known times; so neither the order in which facts came into the store nor the time of an import leaves a trace.
/// What was interrupted goes on where it was, because marks go with the rows that they are about.
public struct FeatureRefresh {
    /// Minutes without a change after which there will be none: two days, more than any window and any session.
    private static let quietVectors = 2 * 1440
    private static let forever = Timestamp(microseconds: .max)

    private let store: Store
    /// What became of the stored features so far.
    public private(set) var changes = FeatureChanges()

    public init(_ store: Store) { self.store = store }

    /// Marks what is stored of some instruments, so that it is computed again.
    public static func markAll(
        _ instruments: [Instrument], in range: Range<Timestamp>, of store: Store
    ) throws(StoreError) {
        var spans: [StaleFeatures] = []
        for instrument in instruments {
            guard let point = try store.resumePoint(of: instrument) else { continue }
            let own = (point.firstOpenTime..<point.lastCandle.closeTime).clamped(to: range)
            if !own.isEmpty { spans.append(StaleFeatures(instrument: instrument, range: own)) }
        }
        try store.markStale(spans)
    }

    /// Brings everything that is marked up to date, one market after the other.
    ///
    /// - Parameter progress: is given the part done, from 0 to 1, and what minute that is; must not call the store.
    public mutating func run(progress: (Double, Timestamp) -> Void = { _, _ in }) throws(StoreError) {
        try store.register(FeatureSet.schema)
        let instruments = try store.instruments()
        try FeatureTail(store).mark(instruments)
        let stale = Set(try store.staleFeatures().map { FeatureMarket.Key($0.instrument) })
        let markets = Dictionary(grouping: instruments, by: FeatureMarket.Key.init)
            .filter { stale.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
        for (index, members) in markets.enumerated() {
            _ = try refresh(members) { fraction, time in
                progress((Double(index) + fraction) / Double(markets.count), time)
            }
        }
    }

    /// Brings the markets of some instruments up to date: these and their companions.
    ///
    /// - Returns: the stage behind the last stored minute, which goes on as if it had never stopped.
    public mutating func stage(
        of instruments: [Instrument], progress: (Double, Timestamp) -> Void = { _, _ in }
    ) throws(StoreError) -> FeatureStage {
        try store.register(FeatureSet.schema)
        let wanted = Set(instruments.map(FeatureMarket.Key.init))
        let members = try store.instruments().filter { wanted.contains(FeatureMarket.Key($0)) }
        try FeatureTail(store).mark(members)
        guard var walk = try refresh(members, progress) else {
            var stage = FeatureStage()
            try FeatureWalk.takeNews(store, before: Self.forever, into: &stage)
            return stage
        }
        if walk.extent.upperBound - walk.position > FeatureWalk.history {
            walk = try self.walk(members, walk.extent, to: walk.extent.upperBound)
        }
        var vectors: [FeatureVector] = []
        while !walk.isAtEnd {
            try walk.advance(upTo: Self.forever, into: &vectors)
            vectors.removeAll(keepingCapacity: true)
            progress(Self.fraction(walk), walk.position)
        }
        var stage = walk.stage
        let wait = Duration.microseconds(FeatureMarket.companionGraceMicroseconds)
        stage.resume(at: walk.extent.upperBound + CandleBuilder.defaultGrace + wait)
        return stage
    }

    /// - Returns: the walk where it ended; nil where nothing is stored.
    private mutating func refresh(
        _ members: [Instrument], _ progress: (Double, Timestamp) -> Void
    ) throws(StoreError) -> FeatureWalk? {
        guard let extent = try extent(of: members) else {
            for span in try spans(of: members) { try replace([], of: members, in: span, goesOn: false) }
            return nil
        }
        try dropUnfounded(members, before: extent.lowerBound)
        var spans = try spans(of: members)[...]
        var walk: FeatureWalk?
        while let span = spans.popFirst() {
            var own: FeatureWalk
            if let found = walk, span.lowerBound - found.position <= FeatureWalk.history {
                own = found
            } else {
                own = try self.walk(members, extent, to: span.lowerBound)
            }
            // One owner, so that nothing is copied.
            walk = nil
            var vectors: [FeatureVector] = []
            while own.position < min(span.lowerBound, extent.upperBound) {
                try own.advance(upTo: span.lowerBound, into: &vectors)
                vectors.removeAll(keepingCapacity: true)
            }
            try work(span, &spans, &own, progress)
            walk = own
        }
        if let walk { return walk }
        return try self.walk(members, extent, to: extent.upperBound)
    }

    /// Begins so far ahead that every vector from a minute on has the bits that it would have if everything had been read.
    private func walk(
        _ members: [Instrument], _ extent: Range<Timestamp>, to minute: Timestamp
    ) throws(StoreError) -> FeatureWalk {
        let isNear = minute - extent.lowerBound <= FeatureWalk.history
        let start = isNear ? extent.lowerBound : minute - FeatureWalk.history
        return try FeatureWalk(store, members, extent: extent, from: start)
    }

    /// Compares the features of a span, and of what follows it until nothing changes any more.
    private mutating func work(
        _ span: Range<Timestamp>, _ following: inout ArraySlice<Range<Timestamp>>, _ walk: inout FeatureWalk,
        _ progress: (Double, Timestamp) -> Void
    ) throws(StoreError) {
        var (start, end) = (span.lowerBound, span.upperBound)
        var quiet = 0
        var vectors: [FeatureVector] = []
        while true {
            try walk.advance(upTo: Self.forever, into: &vectors)
            // Versions of what is not in doubt.
            vectors.removeAll { $0.openTime < start }
            let settled = walk.isAtEnd ? max(walk.extent.upperBound, end) : walk.settled
            let done = vectors.filter { $0.openTime < settled }
            vectors.removeAll { $0.openTime < settled }
            while let next = following.first, walk.isAtEnd || next.lowerBound <= walk.position {
                end = max(end, next.upperBound)
                following.removeFirst()
            }
            if start < settled {
                let isLast = walk.isAtEnd && settled >= end
                let found = try replace(done, of: walk.members, in: start..<settled, goesOn: !isLast)
                quiet = found.lastChange.map { last in done.count { $0.openTime > last } } ?? quiet + done.count
                start = settled
            }
            progress(Self.fraction(walk), walk.position)
            if walk.isAtEnd, start >= end { return }
            if start >= end, quiet >= Self.quietVectors * walk.members.count {
                return try clear(walk.members, start..<start + .seconds(60))
            }
        }
    }

    @discardableResult
    private mutating func replace(
        _ vectors: [FeatureVector], of members: [Instrument], in range: Range<Timestamp>, goesOn: Bool
    ) throws(StoreError) -> FeatureChanges {
        let piece = FeaturePiece(
            schema: FeatureSet.schema, instruments: members, range: range, vectors: vectors, goesOn: goesOn)
        let found = try store.replaceFeatures(piece)
        changes += found
        return found
    }

    /// Removes the marked features of minutes before the first candle. Where older ones stay, their candles were removed after a while, and
    /// the minutes behind them cannot be computed as they were: they stay as well.
    private mutating func dropUnfounded(_ members: [Instrument], before first: Timestamp) throws(StoreError) {
        for span in try spans(of: members) where span.lowerBound < first {
            try replace([], of: members, in: span.lowerBound..<min(span.upperBound, first), goesOn: false)
        }
        var hasOlder = false
        for member in members where !hasOlder {
            hasOlder = try store.hasFeatures(of: member, before: first, schemaHash: FeatureSet.schema.hash)
        }
        if hasOlder { try clear(members, first..<first + .seconds(60 * FeatureStage.history)) }
    }

    private func clear(_ members: [Instrument], _ range: Range<Timestamp>) throws(StoreError) {
        try store.clearStale(members.map { StaleFeatures(instrument: $0, range: range) })
    }

    /// What is marked of any of them, ascending, without overlaps.
    private func spans(of members: [Instrument]) throws(StoreError) -> [Range<Timestamp>] {
        let marked = try store.staleFeatures().filter { members.contains($0.instrument) }.map(\.range)
            .sorted { $0.lowerBound < $1.lowerBound }
        return marked.reduce(into: []) { spans, span in
            guard let last = spans.last, span.lowerBound <= last.upperBound else { return spans.append(span) }
            spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
        }
    }

    /// From the first stored minute to the end of the last; nil where nothing is stored.
    private func extent(of members: [Instrument]) throws(StoreError) -> Range<Timestamp>? {
        var extent: Range<Timestamp>?
        for member in members {
            guard let point = try store.resumePoint(of: member) else { continue }
            let own = point.firstOpenTime..<point.lastCandle.closeTime
            let known = extent ?? own
            extent = min(known.lowerBound, own.lowerBound)..<max(known.upperBound, own.upperBound)
        }
        return extent
    }

    private static func fraction(_ walk: FeatureWalk) -> Double {
        let whole = (walk.extent.upperBound - walk.extent.lowerBound).seconds
        return whole > 0 ? (walk.position - walk.extent.lowerBound).seconds / whole : 1
    }
}
