import Testing
import WickDomain
import WickFeatures
import WickSimulation

/// A market in which time is written as seconds after noon.
struct Timeline {
    static let noon = Timestamp(seconds: 1_732_881_600)
    static let instrument: Instrument = {
        guard let symbol = try? Symbol("BTC/USD") else { preconditionFailure("a symbol that is one") }
        return Instrument(venue: .kraken, symbol: symbol)
    }()

    var builder = CandleBuilder(instrument: instrument)
    var versions: [Candle] = []

    static func trade(
        _ id: UInt64, at second: Double, price: Int64 = 100, quantity: Int64 = 1, side: TakerSide = .buy,
        received: Double? = nil
    ) -> Trade {
        Trade(
            instrument: instrument, id: id, eventTime: time(second), knownTime: time(received ?? second + 0.05),
            price: Price(raw: price * 1_000_000_000), quantity: Quantity(raw: Int128(quantity) * 100_000_000),
            takerSide: side)
    }

    static func time(_ second: Double) -> Timestamp {
        Timestamp(microseconds: noon.microseconds + Int64((second * 1e6).rounded()))
    }

    mutating func add(_ trades: Trade...) {
        let received = trades.map(\.knownTime).max() ?? Self.noon
        builder.add(trades[...], receivedTime: received, into: &versions)
    }

    mutating func advance(to second: Double) { builder.advance(to: Self.time(second), into: &versions) }

    mutating func unwatched(_ from: Double, _ to: Double) {
        builder.markUnobserved(Self.time(from)..<Self.time(to), receivedTime: Self.time(from), into: &versions)
    }

    /// The newest version of each minute, as minute and state.
    var states: [Int: Candle.State] {
        versions.reduce(into: [:]) { states, candle in
            states[Int((candle.openTime - Self.noon).seconds / 60)] = candle.state
        }
    }

    func latest(_ minute: Int) -> Candle? { versions.last { $0.openTime == Self.time(Double(minute) * 60) } }

    /// Begins with a first, incomplete minute, whose last trade has id 10.
    static var running: Timeline {
        var timeline = Timeline()
        timeline.add(trade(10, at: -30))
        return timeline
    }
}

@Suite struct CandleBuilderTests {
    private typealias T = Timeline

    @Test func aMinuteIsClosedByTheClockAfterTheGrace() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 0, price: 100), T.trade(12, at: 20, price: 90, quantity: 2, side: .sell))
        timeline.add(T.trade(13, at: 59.9, price: 105, quantity: 3))
        timeline.advance(to: 60.999)
        #expect(timeline.latest(0) == nil)
        timeline.advance(to: 61)
        let candle = timeline.latest(0)
        #expect(candle?.state == .final)
        #expect(candle.map { "\($0.open) \($0.high) \($0.low) \($0.close)" } == "100 105 90 105")
        #expect(candle?.volume.description == "6")
        #expect(candle?.buyVolume?.description == "4")
        #expect(candle?.notional?.description == "595")
        #expect(candle?.tradeCount == 3)
        #expect(candle?.identifiers == .init(first: 11, last: 13))
        #expect(candle?.knownTime == T.time(61))
    }

    @Test func aMinuteIsClosedByAnEventTimeAheadOfTheClock() {
        // The receive clock is 1.25 s slow, as in a real recording.
        var timeline = T.running
        timeline.add(T.trade(11, at: 30, received: 28.75))
        timeline.add(T.trade(12, at: 61, received: 59.75))
        #expect(timeline.states[0] == .final)
        #expect(timeline.latest(0)?.knownTime == T.time(59.75))
    }

    @Test func oneLongStepOfTheClockGivesTheVersionsOfManyShortOnes() {
        var long = T.running
        var short = T.running
        for trade in [T.trade(11, at: 5), T.trade(13, at: 30)] {
            long.add(trade)
            short.add(trade)
        }
        long.advance(to: 400)
        for step in stride(from: 31.0, through: 400, by: 0.25) { short.advance(to: step) }
        #expect(long.versions == short.versions)
        #expect(long.versions.map(\.knownTime) == long.versions.map(\.knownTime).sorted())
    }

    @Test func theFirstCandleIsIncompleteUntilFilled() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 10))
        timeline.advance(to: 65)
        #expect(timeline.states == [-1: .incomplete, 0: .final])
        // What came before the start of watching in that minute turns up.
        timeline.add(T.trade(9, at: -50, received: 70))
        #expect(timeline.states[-1] == .incomplete)
        timeline.add(T.trade(8, at: -61, received: 71))
        #expect(timeline.states[-1] == .repaired)
        #expect(timeline.latest(-1)?.tradeCount == 2)
        #expect(timeline.states[-2] == .incomplete)
    }

    @Test func aQuietMinuteIsFlatAtTheLastClose() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 10, price: 77))
        timeline.add(T.trade(12, at: 130, price: 80))
        timeline.advance(to: 200)
        let quiet = timeline.latest(1)
        #expect(quiet?.state == .empty)
        #expect(quiet.map { [$0.open, $0.high, $0.low, $0.close].map(\.description) } == ["77", "77", "77", "77"])
        #expect(quiet?.volume == .zero)
        #expect(quiet?.tradeCount == 0)
        #expect(quiet?.identifiers == nil)
    }

    @Test func duplicatesAreDropped() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 10), T.trade(11, at: 10))
        timeline.add(T.trade(11, at: 10, received: 20))
        timeline.advance(to: 61)
        #expect(timeline.latest(0)?.tradeCount == 1)
        timeline.add(T.trade(11, at: 10, received: 90))
        #expect(timeline.builder.counts.duplicates == 3)
        #expect(timeline.builder.counts.corrections == 0)
    }

    @Test func whatComesAfterTheGraceIsACorrection() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 10, price: 100), T.trade(13, at: 59, price: 110))
        timeline.advance(to: 61)
        #expect(timeline.states[0] == .incomplete, "id 12 is missing and the grace is over")
        timeline.add(T.trade(12, at: 59.5, price: 120, received: 64))
        #expect(timeline.latest(0)?.state == .repaired)
        #expect(timeline.latest(0)?.close.description == "120")
        #expect(timeline.latest(0)?.identifiers == .init(first: 11, last: 12))
        #expect(timeline.latest(0)?.knownTime == T.time(64))
        #expect(timeline.builder.counts.corrections == 1)
    }

    @Test func quietMinutesFollowACorrectedClose() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 10, price: 100))
        timeline.advance(to: 190)
        timeline.add(T.trade(12, at: 20, price: 130, received: 191))
        #expect((0...3).map { timeline.latest($0)?.close.description } == ["130", "130", "130", nil])
        #expect(timeline.states == [-1: .incomplete, 0: .repaired, 1: .empty, 2: .empty])
        #expect(timeline.latest(2)?.knownTime == T.time(191))
    }

    @Test func aHoleLeavesNoTraceWithinTheGrace() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 30))
        timeline.advance(to: 61)
        timeline.add(T.trade(13, at: 65))
        timeline.advance(to: 65.9)
        timeline.add(T.trade(12, at: 64.5, received: 65.95))
        timeline.advance(to: 130)
        #expect(timeline.states == [-1: .incomplete, 0: .final, 1: .final])
        #expect(timeline.builder.counts.corrections == 0)
        #expect(timeline.builder.counts.holes == 0)
    }

    @Test func aHoleThatOutlastsTheGraceTaintsEveryMinuteItMayTouch() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 30))
        timeline.advance(to: 61)
        #expect(timeline.states[0] == .final)
        timeline.add(T.trade(15, at: 150))
        timeline.advance(to: 200)
        #expect(timeline.states == [-1: .incomplete, 0: .incomplete, 1: .incomplete, 2: .incomplete])
        #expect(timeline.builder.counts.holes == 1)
        // The missing trades come: the first of them clears minute 0, the last all.
        timeline.add(T.trade(12, at: 70, received: 201))
        #expect(timeline.states == [-1: .incomplete, 0: .repaired, 1: .incomplete, 2: .incomplete])
        timeline.add(T.trade(13, at: 71, received: 202), T.trade(14, at: 140, received: 202))
        #expect(timeline.states == [-1: .incomplete, 0: .repaired, 1: .repaired, 2: .repaired])
    }

    @Test func unwatchedMinutesAreAnOutageUntilTheIdsProveOtherwise() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 50))
        timeline.unwatched(55, 310)
        timeline.advance(to: 310)
        #expect(timeline.states == [-1: .incomplete, 0: .incomplete, 1: .outage, 2: .outage, 3: .outage, 4: .outage])
        timeline.add(T.trade(12, at: 320))
        #expect(timeline.states == [-1: .incomplete, 0: .repaired, 1: .empty, 2: .empty, 3: .empty, 4: .empty])
        timeline.advance(to: 430)
        #expect(timeline.states[5] == .final)
    }

    @Test func anOutageWithMissingIdsStays() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 50))
        timeline.unwatched(55, 310)
        timeline.add(T.trade(20, at: 320))
        timeline.advance(to: 430)
        #expect(
            timeline.states == [
                -1: .incomplete, 0: .incomplete, 1: .outage, 2: .outage, 3: .outage, 4: .outage, 5: .incomplete,
                6: .empty,
            ])
    }

    @Test func openMinutesCanBeSeenBeforeTheyClose() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 59.5, price: 7), T.trade(12, at: 60.1, price: 8))
        #expect(timeline.builder.openCandles.map(\.state) == [.open, .open])
        #expect(timeline.builder.openCandles.map(\.close.description) == ["7", "8"])
        timeline.advance(to: 61)
        #expect(timeline.builder.openCandles.map(\.close.description) == ["8"])
    }

    @Test func aGapBeyondTheRetentionBeginsAnew() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 5))
        let later = 86_400.0 * 400
        timeline.advance(to: later)
        #expect(timeline.states == [-1: .incomplete, 0: .final], "a year is not filled with minutes")
        timeline.add(T.trade(900, at: later + 1))
        timeline.advance(to: later + 150)
        #expect(timeline.versions.suffix(2).map(\.state) == [.incomplete, .empty])
        timeline.add(T.trade(12, at: 6, received: later + 151))
        #expect(timeline.builder.counts.expired == 1)
    }

    @Test func everyMinuteOfManyDaysIsFound() {
        // Minute 2,879 was once sought at 2,878: dividing durations goes through floating point.
        var timeline = T.running
        for minute in 0..<16_000 { timeline.add(T.trade(UInt64(11 + minute), at: Double(minute) * 60 + 1)) }
        timeline.advance(to: 16_000 * 60 + 1)
        #expect(timeline.versions.count == 16_001)
        #expect(timeline.versions.dropFirst().allSatisfy { $0.state == .final && $0.tradeCount == 1 })
        #expect(timeline.builder.counts.corrections == 0)
    }

    @Test func aClockThatRunsBackwardsChangesNothing() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 5))
        timeline.advance(to: 61)
        let before = timeline.versions
        timeline.advance(to: 3)
        timeline.add(T.trade(12, at: 62, received: 10))
        timeline.advance(to: 61)
        #expect(timeline.versions == before)
    }

    /// Both would be the same version in a store, which keeps the first.
    @Test func twoCorrectionsOfOneMomentAreKnownOneAfterTheOther() {
        var timeline = T.running
        timeline.add(T.trade(11, at: 5))
        timeline.add(T.trade(14, at: 65))
        timeline.advance(to: 70)
        #expect(timeline.states[0] == .incomplete)
        let before = timeline.versions.count
        timeline.add(T.trade(12, at: 20, received: 80))
        timeline.add(T.trade(13, at: 30, received: 80))
        let known = timeline.versions[before...].map(\.knownTime)
        #expect(known == [T.time(80), T.time(80) + .microseconds(1)])
        #expect(timeline.latest(0)?.tradeCount == 3)
    }
}
