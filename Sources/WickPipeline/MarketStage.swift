public import WickDomain
public import WickFrames
public import WickFeatures
public import WickStore
import WickVenues

/// Folds frames into trades and trades into candles, for every instrument that turns up: the same for live, replay and
/// simulation. Its only inputs are the frames and their receive times.
public struct MarketStage {
    /// A venue that says nothing for this long was not being watched. All of them send heartbeats or trades far more often; and
    /// where a quiet market was meant, the unbroken trade ids prove it afterwards.
    public static let silenceLimit: Duration = .seconds(60)
    /// The same as a plain number: this is asked at every frame, and arithmetic on `Duration` is done out of line.
    private static let silenceMicroseconds: Int64 = 60_000_000

    /// What the frames turned out to be.
    public struct Counts: Equatable, Sendable {
        public var frames = 0
        /// Frames that are not what their venue documents.
        public var malformed = 0
        /// Frames that wick has no use for: books, unknown channels, and origins that other stages read.
        public var ignored = 0
        /// Of them those of channels that hold trades.
        public var unread = UnreadTrades()
        /// Acks, heartbeats and the like.
        public var controls = 0
        /// Answers of a REST interface that were used.
        public var answers = 0
        /// Intervals in which a venue was not watched.
        public var unobserved = 0
        /// Trades that were set aside because their time cannot be: too far ahead of when they came.
        public var implausible = 0
        /// Frames received before the one that stands before them.
        public var backwards = 0

        public init() {}
    }

    /// What a batch of frames led to. The caller empties it.
    public struct Output: Sendable {
        /// New versions of candles, in the order in which they became known.
        public var candles: [Candle] = []
        /// Intervals in which something was not watched.
        public var gaps: [ObservationGap] = []
        /// Why frames were malformed, one line each; the count is in `Counts`.
        public var problems: [String] = []
        /// Changes of champion, and when each came.
        public var champions: [ChampionChange] = []
        /// What is still to come becomes known no sooner: the newest receive time so far, or when a minute is due before that.
        public var clock = Timestamp(microseconds: .min)

        public init() {}

        public mutating func removeAll() {
            candles.removeAll(keepingCapacity: true)
            gaps.removeAll(keepingCapacity: true)
            problems.removeAll(keepingCapacity: true)
            champions.removeAll(keepingCapacity: true)
        }
    }

    /// Most problems that are put into words before the output is emptied.
    public static let maximumProblems = 100

    public private(set) var counts = Counts()
    private let grace: Duration
    private let keptTrades: Int
    private var decoders = VenueDecoders()
    private let answers = RestDecoders()
    private var markets: [Market] = []
    private var recent = 0
    /// By `Venue.ordinal`.
    private var guards = [EventTimeGuard](repeating: EventTimeGuard(), count: Venue.allCases.count)
    /// When each venue last said anything, by `Venue.ordinal`.
    private var lastReceived = [Timestamp?](repeating: nil, count: Venue.allCases.count)
    /// The ends of the newest gaps.
    private var unobservedThrough: [GapSubject: Timestamp] = [:]
    private var clock = Timestamp(microseconds: .min)
    /// When the next minute closes by the clock, in any market.
    private var nextClosing = Timestamp(microseconds: .max)
    private var trades: [Trade] = []

    /// - Parameters:
    ///   - grace: how late a trade may come without being a correction.
    ///   - keptTrades: how many of each market's newest trades are kept, for an order tape.
    public init(grace: Duration = .seconds(1), keptTrades: Int = 0) {
        self.grace = grace
        self.keptTrades = keptTrades
    }

    /// Folds the batch's frames in order. How frames are cut into batches makes no difference.
    public mutating func fold(_ batch: FrameBatch, into output: inout Output) {
        decoders.prepare(for: batch.header)
        let known = output.candles.count
        batch.forEach { entry, payload in fold(entry, payload, into: &output) }
        for candle in output.candles.dropFirst(known) where candle.isNotionalTooLarge {
            let reason = "its notional is beyond 128 bits, and unknown"
            report("folding \(candle.instrument), the minute at \(candle.openTime): \(reason)", in: &output)
        }
        // A minute that is due closes with the next frame of a venue, as of the moment at which it was due.
        output.clock = min(clock, nextClosing)
    }

    /// The running candles, with state `open`, by instrument.
    public var openCandles: [Candle] { markets.sorted { $0.instrument < $1.instrument }.flatMap(\.builder.openCandles) }

    /// Each market's newest trades in the order in which they came, as many as the stage was asked to keep.
    public var recentTrades: [[Trade]] { markets.map { Array($0.recent.suffix(keptTrades)) } }

    /// One line per instrument, in order.
    public var continuity: [Continuity] {
        markets.map { market in
            Continuity(instrument: market.instrument, counts: market.builder.counts, seen: market.builder.seen)
        }
        .sorted { $0.instrument < $1.instrument }
    }
}

extension MarketStage {
    private mutating func fold(_ entry: FrameBatch.Entry, _ payload: UnsafeRawBufferPointer, into output: inout Output)
    {
        counts.frames += 1
        let received = Timestamp(nanoseconds: entry.receivedNanoseconds)
        guard received.isPlausible else {
            counts.malformed += 1
            let reason = "it was received at \(received), which no clock can have shown: a broken time or unit"
            return report("reading a frame of \(entry.origin): \(reason)", in: &output)
        }
        if received < clock { counts.backwards += 1 } else { clock = received }
        switch entry.origin {
        case .venue(let venue):
            noteSilence(of: venue, into: &output)
            if clock >= nextClosing { advanceAll(into: &output) }
            decode(venue, payload, into: &output)
        case .gap:
            noteGap(payload, into: &output)
            advanceAll(into: &output)
        case .rest(let venue):
            if clock >= nextClosing { advanceAll(into: &output) }
            repair(venue, payload, into: &output)
        case .note:
            note(payload, into: &output)
        case .news, .llm, .unknown:
            counts.ignored += 1
        }
    }

    private mutating func decode(_ venue: Venue, _ payload: UnsafeRawBufferPointer, into output: inout Output) {
        trades.removeAll(keepingCapacity: true)
        do {
            switch try decoders.decode(venue, payload, receivedTime: clock, into: &trades) {
            case .trades: break
            case .control: counts.controls += 1
            case .ignored(let channel):
                counts.ignored += 1
                if DecodedFrame.holdsTrades(channel: channel) { counts.unread.note(channel, of: venue) }
            }
        } catch {
            counts.malformed += 1
            report("\(error)", in: &output)
        }
        if let finding = guards[venue.ordinal].sift(&trades, receivedTime: clock) { note(finding, into: &output) }
        addTrades(into: &output)
    }

    /// The minute that a trade of no time may belong to is not whole.
    private mutating func note(_ finding: EventTimeGuard.Finding, into output: inout Output) {
        counts.implausible += finding.setAside.count - finding.restored.count
        for trade in finding.setAside {
            report(ImplausibleTime(trade, receivedTime: clock).description, in: &output)
            let index = marketIndex(of: trade.instrument)
            markets[index].builder.distrust(trade.id, receivedTime: clock, into: &output.candles)
        }
    }

    /// An answer to a request for missing trades: they come late. An answer that has none is ignored.
    private mutating func repair(_ venue: Venue, _ payload: UnsafeRawBufferPointer, into output: inout Output) {
        guard let answer = RestAnswer(payload: payload), let symbol = try? Symbol(answer.symbol) else {
            counts.malformed += 1
            let text = DecimalText.printable(payload)
            report("reading an answer of \(venue): '\(text)' does not say what was asked", in: &output)
            return
        }
        let page: RestPage
        do throws(DecodingError) {
            page = try answers.decode(answer, of: venue, receivedTime: clock)
        } catch {
            if case .refused = error { counts.ignored += 1 } else { counts.malformed += 1 }
            report("\(error)", in: &output)
            return
        }
        counts.answers += 1
        // A trade that cannot be used did happen: whatever lacks it stays incomplete.
        if let row = page.unusable.first { report("\(row.reason)", in: &output) }
        let index = marketIndex(of: Instrument(venue: venue, symbol: symbol))
        let plausible = page.trades.filter { guards[venue.ordinal].isPlausible($0.eventTime, receivedTime: clock) }
        let isWhole = page.isWhole && plausible.count == page.trades.count
        if plausible.count < page.trades.count {
            counts.implausible += page.trades.count - plausible.count
            report("\(page.trades.count - plausible.count) trades of \(venue)'s list have a time to come", in: &output)
        }
        // A list of which something had to be set aside proves nothing.
        markets[index].builder.repair(
            with: plausible[...], absent: isWhole ? answer.completeIDs : nil,
            completeSince: isWhole ? answer.fromTime : nil, listed: isWhole ? answer.listed : nil,
            receivedTime: clock, into: &output.candles)
        nextClosing = min(nextClosing, markets[index].builder.nextClosing)
    }

    private func report(_ problem: String, in output: inout Output) {
        if output.problems.count < Self.maximumProblems { output.problems.append(problem) }
    }

    /// Hands runs of trades to their builders; a frame mostly holds one instrument's.
    @inline(__always)
    private mutating func addTrades(into output: inout Output) {
        var start = 0
        while start < trades.count {
            let instrument = trades[start].instrument
            var end = start + 1
            while end < trades.count, trades[end].instrument == instrument { end += 1 }
            let index = marketIndex(of: instrument)
            let unfolded = markets[index].builder.counts.unfolded
            markets[index].builder.add(trades[start..<end], receivedTime: clock, into: &output.candles)
            if markets[index].builder.counts.unfolded > unfolded {
                let reason = "the volume of their minute would go beyond \(Volume.maximum)"
                report("folding trades of \(instrument): \(reason); the minute is incomplete", in: &output)
            }
            nextClosing = min(nextClosing, markets[index].builder.nextClosing)
            if keptTrades > 0 { markets[index].keep(trades[start..<end], atMost: keptTrades) }
            start = end
        }
    }

    @inline(__always)
    private mutating func marketIndex(of instrument: Instrument) -> Int {
        if recent < markets.count, markets[recent].instrument == instrument { return recent }
        recent = markets.firstIndex { $0.instrument == instrument } ?? markets.count
        if recent == markets.count {
            var builder = CandleBuilder(instrument: instrument, grace: grace)
            // The venue was watched before its first trade came.
            if let since = lastReceived[instrument.venue.ordinal] { builder.begin(at: since) }
            markets.append(Market(instrument: instrument, builder: builder))
        }
        return recent
    }

    private mutating func advanceAll(into output: inout Output) {
        nextClosing = Timestamp(microseconds: .max)
        for index in markets.indices {
            markets[index].builder.advance(to: clock, into: &output.candles)
            nextClosing = min(nextClosing, markets[index].builder.nextClosing)
        }
    }

    private mutating func noteSilence(of venue: Venue, into output: inout Output) {
        defer { lastReceived[venue.ordinal] = clock }
        guard let last = lastReceived[venue.ordinal], clock.microseconds(since: last) > Self.silenceMicroseconds
        else { return }
        let gap = GapNote(from: last, to: clock, reason: "nothing came", venue: venue)
        output.gaps.append(gap.observation(knownTime: clock))
        markUnobserved(gap, into: &output)
    }

    private mutating func note(_ payload: UnsafeRawBufferPointer, into output: inout Output) {
        switch Note(payload: payload) {
        case .alive(let venue):
            counts.controls += 1
            noteSilence(of: venue, into: &output)
            if clock >= nextClosing { advanceAll(into: &output) }
        case .champion(let champion):
            counts.controls += 1
            output.champions.append(ChampionChange(champion: champion, knownTime: clock))
        case .clock(let step):
            counts.controls += 1
            // Receive times went forward, and trades did not.
            if step.kind == .followed {
                for index in guards.indices { guards[index].shift(by: step.by) }
            }
        case .command: counts.controls += 1
        case nil: counts.ignored += 1
        }
    }

    /// A gap that names no venue concerns them all.
    private mutating func noteGap(_ payload: UnsafeRawBufferPointer, into output: inout Output) {
        guard let gap = GapNote(payload: payload), gap.from < gap.to else {
            counts.malformed += 1
            return report("reading a gap: '\(DecimalText.printable(payload))' is not an interval", in: &output)
        }
        output.gaps.append(gap.observation(knownTime: clock))
        markUnobserved(gap, into: &output)
        guard gap.symbol == nil else { return }
        // What the gap says is not found out a second time by the silence.
        for venue in Venue.allCases where gap.venue == nil || gap.venue == venue { lastReceived[venue.ordinal] = clock }
    }

    private mutating func markUnobserved(_ gap: GapNote, into output: inout Output) {
        let subject = GapSubject(venue: gap.venue, symbol: gap.symbol)
        let through = unobservedThrough[subject] ?? Timestamp(microseconds: .min)
        // While a venue is away its gap is told piece by piece.
        if gap.from > through { counts.unobserved += 1 }
        unobservedThrough[subject] = max(through, gap.to)
        for index in markets.indices where gap.concerns(markets[index].instrument) {
            markets[index].builder.markUnobserved(gap.from..<gap.to, receivedTime: clock, into: &output.candles)
        }
    }
}

extension MarketStage {
    /// Whom a gap concerns; nil for all.
    private struct GapSubject: Hashable {
        let venue: Venue?
        let symbol: Symbol?
    }

    private struct Market {
        let instrument: Instrument
        var builder: CandleBuilder
        /// In the order in which they came.
        var recent: [Trade] = []

        mutating func keep(_ trades: ArraySlice<Trade>, atMost limit: Int) {
            recent += trades
            // Dropped rarely, and many at once.
            if recent.count > 2 * limit { recent.removeFirst(recent.count - limit) }
        }
    }

    /// What is known of one instrument's sequence of trades.
    public struct Continuity: Sendable {
        public let instrument: Instrument
        public let counts: CandleBuilder.Counts
        public let seen: TradeLedger
    }
}
