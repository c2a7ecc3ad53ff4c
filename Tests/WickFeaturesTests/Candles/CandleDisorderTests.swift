import Testing
import WickDomain
import WickFeatures
import WickSimulation

@Suite struct CandleDisorderTests {
    /// An hour of trades with ids in order of time, some in one instant, and minutes without any.
    private func hour(_ random: inout RandomSource) -> [Trade] {
        var second = -30.0
        return (1...2000).map { id in
            if !random.chance(0.3) { second += random.exponential() * 1.5 }
            if random.chance(0.005) { second += 130 }
            second = (second * 1e6).rounded() / 1e6
            return Timeline.trade(
                UInt64(id), at: second, price: 100 + Int64(random.index(below: 9)),
                quantity: 1 + Int64(random.index(below: 5)),
                side: random.chance(0.5) ? .buy : .sell, received: second)
        }
    }

    /// Feeds the trades in this order and in chunks of random size; every trade is received in the order given, no earlier
    /// than it happened.
    private func candles(_ trades: [Trade], chunks: Int, _ random: inout RandomSource) -> [Candle] {
        var builder = CandleBuilder(instrument: Timeline.instrument)
        var versions: [Candle] = []
        var rest = trades[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(1 + random.index(below: chunks))
            rest = rest.dropFirst(chunk.count)
            builder.add(chunk, receivedTime: chunk.map(\.knownTime).min() ?? Timeline.noon, into: &versions)
        }
        return versions
    }

    @Test(arguments: 1...20)
    func chunksDuplicatesAndDisorderWithinTheGraceLeaveNoTrace(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let trades = hour(&random)
        let reference = candles(trades, chunks: 1, &random)
        #expect(reference.count > 30)
        #expect(Set(reference.map(\.state)).isSubset(of: [.incomplete, .final, .empty]))
        #expect(reference.filter { $0.state == .incomplete }.count == 1, "only the first")
        for _ in 0..<5 {
            // Each trade is late by up to 0.49 s, and every fourth comes twice: neighbours are out of order by less than the grace.
            var arrivals = trades.map { ($0, $0.eventTime + .microseconds(random.index(below: 490_000))) }
            arrivals += arrivals.filter { _ in random.chance(0.25) }.map {
                ($0.0, $0.1 + .microseconds(random.index(below: 490_000)))
            }
            arrivals.sort { $0.1 < $1.1 }
            let late = arrivals.map { trade, known in
                Trade(
                    instrument: trade.instrument, id: trade.id, eventTime: trade.eventTime, knownTime: known,
                    price: trade.price,
                    quantity: trade.quantity, takerSide: trade.takerSide)
            }
            let disordered = candles(late, chunks: 1, &random)
            #expect(disordered.map(Content.init) == reference.map(Content.init))
        }
    }

    @Test(arguments: 1...20)
    func whateverComesLateEndsInTheSameCandles(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let trades = hour(&random)
        let reference = candles(trades, chunks: 1, &random)
        // One in ten trades comes up to ten minutes late, far beyond the grace.
        var arrivals = trades.map { trade in
            (trade, trade.eventTime + .microseconds(random.chance(0.1) ? random.index(below: 600_000_000) : 1000))
        }
        arrivals.sort { $0.1 < $1.1 }
        var builder = CandleBuilder(instrument: Timeline.instrument)
        var versions: [Candle] = []
        for (trade, known) in arrivals { builder.add([trade], receivedTime: known, into: &versions) }
        let end = (reference.last?.closeTime ?? Timeline.noon) + builder.grace
        builder.advance(to: end, into: &versions)

        #expect(versions.map(\.knownTime) == versions.map(\.knownTime).sorted(), "versions come as they become known")
        var latest: [Timestamp: Candle] = [:]
        for version in versions { latest[version.openTime] = version }
        for expected in reference {
            let actual = latest[expected.openTime]
            #expect(actual.map(Prices.init) == Prices(expected))
            // What came late makes a candle repaired; nothing is missing any more.
            let isSettled = actual?.state == expected.state || actual?.state == .repaired && expected.state == .final
            #expect(isSettled, "\(expected.openTime): \(actual?.state.rawValue ?? "none"), not \(expected.state)")
        }
        #expect(builder.seen.holes.isEmpty)
        #expect(builder.counts.trades == trades.count)
    }

    /// A candle without its state and the moment at which it became known.
    private struct Prices: Equatable {
        let text: String

        init(_ candle: Candle) {
            text = """
                \(candle.openTime) \(candle.open) \(candle.high) \(candle.low) \(candle.close) \(candle.volume) \
                \(candle.buyVolume ?? .zero) \(candle.notional ?? .zero) \(candle.tradeCount ?? -1) \
                \(candle.identifiers?.first ?? 0) \(candle.identifiers?.last ?? 0)
                """
        }
    }

    /// A candle without the moment at which it became known, which does depend on arrival.
    private struct Content: Equatable {
        let openTime: Timestamp
        let text: String

        init(_ candle: Candle) {
            openTime = candle.openTime
            text = """
                \(candle.open) \(candle.high) \(candle.low) \(candle.close) \(candle.volume) \(candle.state) \
                \(candle.tradeCount ?? -1) \(candle.identifiers?.first ?? 0) \(candle.identifiers?.last ?? 0)
                """
        }
    }

    @Test func whatTheVenueListedWasAsGoodAsWatched() {
        var timeline = Timeline.running
        timeline.add(Timeline.trade(11, at: 10))
        timeline.unwatched(20, 90)
        timeline.advance(to: 121)
        #expect(timeline.states[0] == .incomplete)
        #expect(timeline.states[1] == .outage)
        timeline.builder.repair(
            with: [Timeline.trade(12, at: 50)], absent: nil, completeSince: nil,
            listed: Timeline.time(10)..<Timeline.time(95), receivedTime: Timeline.time(122), into: &timeline.versions)
        #expect(timeline.states[0] == .repaired)
        #expect(timeline.latest(0)?.tradeCount == 2)
        #expect(timeline.states[1] == .repaired || timeline.states[1] == .empty)
        // A list that ends before the interval does leaves the rest in doubt.
        timeline.unwatched(125, 200)
        timeline.builder.repair(
            with: [], absent: nil, completeSince: nil, listed: Timeline.time(120)..<Timeline.time(150),
            receivedTime: Timeline.time(201), into: &timeline.versions)
        timeline.advance(to: 241)
        #expect(timeline.states[2] == .outage)
    }

    @Test func nothingIsKnownBeforeTheTradesThatTellIt() {
        var timeline = Timeline()
        timeline.advance(to: 300)
        // The venue begins with trades of the minutes before.
        timeline.add(Timeline.trade(1, at: 10, received: 301), Timeline.trade(2, at: 200, received: 301))
        #expect(timeline.versions.map(\.knownTime) == [Timestamp](repeating: Timeline.time(301), count: 5))
        timeline.advance(to: 320)
        // It comes 20 s late, and only it shows that 3 is missing.
        timeline.add(Timeline.trade(4, at: 299, received: 320))
        timeline.add(Timeline.trade(5, at: 319, received: 321))
        let known = timeline.versions.dropFirst(5).map(\.knownTime)
        #expect(!known.isEmpty && known.allSatisfy { $0 >= Timeline.time(320) })
        #expect(timeline.states[4] == .incomplete)
    }

    @Test func anUnwatchedIntervalIsAsShortAsTheIdsProve() {
        var timeline = Timeline.running
        timeline.add(Timeline.trade(11, at: 10), Timeline.trade(12, at: 70))
        timeline.advance(to: 121)
        timeline.unwatched(80, 200)
        timeline.add(Timeline.trade(20, at: 210))
        timeline.advance(to: 241.5)
        #expect(timeline.states[1] == .incomplete)
        // All but 14 come late: it is missing between second 90 and second 100, and nowhere else.
        timeline.add(Timeline.trade(13, at: 90, received: 242), Timeline.trade(15, at: 100, received: 242))
        timeline.add(
            Timeline.trade(16, at: 130, received: 243), Timeline.trade(17, at: 150, received: 243),
            Timeline.trade(18, at: 185, received: 243),
            Timeline.trade(19, at: 190, received: 243))
        #expect(timeline.states[1] == .incomplete)
        #expect(timeline.states[2] == .repaired)
        #expect(timeline.states[3] == .repaired)
    }
}
