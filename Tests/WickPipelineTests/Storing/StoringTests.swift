import Synchronization
import Testing
import WickDomain
import WickFeatures
import WickPipeline
import WickSimulation
import WickStore

/// Minutes into the store, and features out of it.
@Suite struct StoringTests {
    private static let noon = Timestamp(seconds: 1_772_409_600)
    private static let now = noon + .seconds(30 * 86_400)
    private let btc: Instrument
    private let eth: Instrument

    init() throws {
        btc = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))
        eth = Instrument(venue: .kraken, symbol: try Symbol("ETH/USD"))
    }

    private static func opening(_ minute: Int) -> Timestamp { noon + .seconds(60 * minute) }

    /// A walk of closes, the same for every call.
    private func candle(
        _ instrument: Instrument, _ minute: Int, state: Candle.State = .final, known: Timestamp? = nil
    ) -> Candle {
        var random = RandomSource(seed: UInt64(minute) &+ (instrument == btc ? 7 : 9_000_000))
        let price = Price(raw: Int64(1000 + random.index(below: 50)) * 1_000_000_000)
        let opening = Self.opening(minute)
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: opening, open: price, high: price, low: price,
            close: price,
            volume: state == .empty ? .zero : Volume(raw: Int128(1 + random.index(below: 1000)) * 100_000_000),
            buyVolume: state == .empty ? .zero : Volume(raw: 50_000_000), notional: nil,
            tradeCount: state == .empty ? 0 : 3, identifiers: nil, state: state,
            knownTime: known ?? opening + .seconds(61))
    }

    private func rows(_ store: Store, _ instrument: Instrument) throws -> [[UInt64]] {
        try store.vectors(of: instrument, in: Self.opening(0)..<Self.opening(100_000)).map {
            $0.values.map { $0.isNaN ? UInt64.max : $0.bitPattern }
        }
    }

    private func fill(_ store: Store, _ candles: [Candle]) throws -> CandleIntake {
        var intake = CandleIntake(store)
        try intake.add(candles)
        try intake.flush()
        return intake
    }

    @Test func overlappingAndDisorderedRowsAreMergedAndCounted() throws {
        let store = try Store.inMemory()
        let first = try fill(store, (0..<10).map { candle(btc, $0, state: $0 == 3 ? .incomplete : .final) })
        #expect(first.counts == .init(added: 10))
        let other = Candle(
            instrument: btc, timeframe: .oneMinute, openTime: Self.opening(5), open: Price(raw: 1), high: Price(raw: 1),
            low: Price(raw: 1), close: Price(raw: 1), volume: .zero, buyVolume: nil, notional: nil, tradeCount: nil,
            identifiers: nil, state: .final, knownTime: Self.opening(6))
        let second = try fill(store, [candle(btc, 11), candle(btc, 2), candle(btc, 3), other, candle(btc, 10)])
        #expect(second.counts == .init(added: 2, present: 1, corrected: 1, differing: 1))
        let stored = try store.candles(of: btc, in: Self.opening(0)..<Self.opening(20))
        #expect(stored.map(\.openTime) == (0..<12).map(Self.opening))
        #expect(stored.allSatisfy { $0.state == .final })
        // The correction is known when the minute could have been, and takes the place of what another import said.
        #expect(stored[3].knownTime == candle(btc, 3).knownTime)
        #expect(stored[5].close == candle(btc, 5).close)
    }

    @Test func refreshedFeaturesAreThoseOfTheStage() throws {
        let store = try Store.inMemory()
        let candles = (0..<400).flatMap { [candle(btc, $0), candle(eth, $0)] }
        _ = try fill(store, candles)
        var refresh = FeatureRefresh(store)
        try refresh.run()
        var stage = FeatureStage()
        var expected: [FeatureVector] = []
        stage.fold(candles, clock: Self.now, into: &expected)
        stage.finish(into: &expected)
        // The companion's are made as well.
        for instrument in [btc, eth] {
            let own = expected.filter { $0.instrument == instrument }
            #expect(try rows(store, instrument) == own.map { $0.values.map { $0.isNaN ? .max : $0.bitPattern } })
            let stored = try store.vectors(of: instrument, in: Self.opening(0)..<Self.opening(400))
            #expect(stored.map(\.knownTime) == own.map(\.knownTime))
        }
        #expect(try store.staleFeatures().isEmpty)
        var again = FeatureRefresh(store)
        try FeatureRefresh.markAll([btc], in: Self.opening(0)..<Self.opening(400), of: store)
        try again.run()
        #expect(again.changes == .init(present: 800), "what is there is not written twice")
    }

    @Test func aCompanionThatComesLaterChangesTheFeaturesFromThenOn() throws {
        let store = try Store.inMemory()
        _ = try fill(store, (0..<200).map { candle(btc, $0) })
        var first = FeatureRefresh(store)
        try first.run()
        let alone = try rows(store, btc)
        _ = try fill(store, (100..<200).map { candle(eth, $0) })
        #expect(try store.staleFeatures() == [.init(instrument: eth, range: Self.opening(100)..<Self.opening(200))])
        var second = FeatureRefresh(store)
        try second.run()
        let together = try rows(store, btc)
        #expect(together[..<100] == alone[..<100])
        #expect(together[150] != alone[150])
        // Nothing shows that it came later.
        let versions = try store.vectors(of: btc, in: Self.opening(150)..<Self.opening(151), asOf: Self.opening(152))
        #expect(versions.map { $0.values.map { $0.isNaN ? UInt64.max : $0.bitPattern } } == [together[150]])
    }

    @Test func aVectorIsNotKnownBeforeTheCorrectionInItsWindow() throws {
        let store = try Store.inMemory()
        let late = Self.opening(5000)
        _ = try fill(
            store, (0..<300).map { $0 == 100 ? candle(btc, $0, state: .repaired, known: late) : candle(btc, $0) })
        var refresh = FeatureRefresh(store)
        try refresh.run()
        let stored = try store.vectors(of: btc, in: Self.opening(0)..<Self.opening(300))
        #expect(stored[99].knownTime == Self.opening(100) + .seconds(1))
        #expect(stored[100].knownTime == late && stored[130].knownTime == late)
        // Averages begin anew behind a minute that is missing: what is beyond its windows has a version in time, and one with it.
        let timely = try store.vectors(of: btc, in: Self.opening(200)..<Self.opening(201), asOf: Self.opening(202))
        #expect(timely.map(\.knownTime) == [Self.opening(201) + .seconds(1)])
        #expect(stored[200].knownTime == late)
    }

    @Test func theStageThatARefreshLeavesGoesOnAsIfItHadNeverStopped() throws {
        let store = try Store.inMemory()
        let candles = (0..<300).map { candle(btc, $0) }
        _ = try fill(store, Array(candles[..<200]))
        var refresh = FeatureRefresh(store)
        var resumed = try refresh.stage(of: [btc])
        var continued: [FeatureVector] = []
        resumed.fold(Array(candles[200...]), clock: Self.now, into: &continued)
        resumed.finish(into: &continued)
        var whole = FeatureStage()
        var all: [FeatureVector] = []
        whole.fold(candles, clock: Self.now, into: &all)
        whole.finish(into: &all)
        let bits = { (vectors: [FeatureVector]) in
            vectors.map { $0.values.map { $0.isNaN ? UInt64.max : $0.bitPattern } }
        }
        #expect(bits(continued) == bits(Array(all[200...])))
    }

    @Test func aStoreThatFailsIsToldOfOnceAndTakesEverythingOnceItWorks() async throws {
        let store = try Store.inMemory()
        let events = Mutex<[LiveStore.Event]>([])
        let live = LiveStore(store, features: FeatureStage()) { event in events.withLock { $0.append(event) } }
        var output = MarketStage.Output()
        output.candles = (0..<100).map { candle(btc, $0) }
        output.clock = Self.opening(101)
        await live.take(LivePipeline.Output(market: output))
        #expect(await live.finish().isEmpty)
        #expect(try store.candles(of: btc, in: Self.opening(0)..<Self.opening(200)).count == 100)
        #expect(try rows(store, btc).count == 100)
        #expect(events.withLock { $0 }.isEmpty)

        try store.close()
        let broken = LiveStore(store, features: FeatureStage()) { event in events.withLock { $0.append(event) } }
        await broken.take(LivePipeline.Output(market: output))
        await broken.flush()
        await broken.flush()
        #expect(await broken.finish().total == 200, "candles and vectors still wait")
        #expect(events.withLock { $0.count } == 1, "the same failure is told once")
    }

    /// News that came before the first minute, or after the last one that a stop left, count for the next.
    @Test func aRefreshKnowsAllNewsThereAre() throws {
        let store = try Store.inMemory()
        _ = try fill(store, (0..<200).map { candle(btc, $0) })
        let moments = [Self.opening(0) - .seconds(600), Self.opening(100), Self.opening(200) + .seconds(5)]
        var batch = StoreBatch()
        for (index, moment) in moments.enumerated() {
            batch.headlines.append(
                Headline(
                    id: "\(index)", version: 1, source: "wire", title: "Bitcoin", url: nil, publishedTime: nil,
                    seenTime: moment))
            batch.scores.append(
                SentimentScore(
                    headlineID: "\(index)", headlineVersion: 1, subject: .btc, sentiment: 0.3 * Double(index + 1),
                    confidence: 0.8, scorer: "lexicon", model: "1", scoredTime: moment))
        }
        try store.write(batch)
        var refresh = FeatureRefresh(store)
        var resumed = try refresh.stage(of: [btc])
        var continued: [FeatureVector] = []
        resumed.fold([candle(btc, 200)], clock: Self.now, into: &continued)
        var whole = FeatureStage()
        var all: [FeatureVector] = []
        whole.fold((0...200).map { candle(btc, $0) }, scores: batch.scores, clock: Self.now, into: &all)
        let bits = { (vectors: [FeatureVector]) in
            vectors.map { $0.values.map { $0.isNaN ? UInt64.max : $0.bitPattern } }
        }
        #expect(bits(continued) == bits(Array(all.suffix(1))))
        #expect(try rows(store, btc) == bits(Array(all[..<200])))
    }

    @Test func aStartAsksFromWhereTheStoredMinutesAreWhole() throws {
        let now = Self.opening(500)
        func resume(_ candles: [Candle], reach: Duration = .seconds(6 * 3600)) throws -> Timestamp? {
            let store = try Store.inMemory()
            _ = try fill(store, candles)
            return try LiveStart(store, [btc, eth], now: now, reach: reach).resume[btc]
        }
        let whole = (100..<490).map { candle(btc, $0) }
        #expect(try resume([]) == nil)
        // The last minute with trades once more: behind its last trade the venue may not have been heard any more.
        #expect(try resume(whole) == Self.opening(489))
        let quiet = (490..<500).map { candle(btc, $0, state: .empty) }
        #expect(try resume(whole + quiet) == Self.opening(489))
        #expect(try resume(quiet) == Self.opening(490))
        #expect(try resume(whole.dropLast() + [candle(btc, 489, state: .incomplete)]) == Self.opening(489))
        // A repair that was cut off: minutes are missing, or uncertain.
        #expect(
            try resume(whole.filter { ![Self.opening(300), Self.opening(450)].contains($0.openTime) })
                == Self.opening(300))
        #expect(
            try resume(whole.map { $0.openTime == Self.opening(470) ? candle(btc, 470, state: .outage) : $0 })
                == Self.opening(470))
        // What is long ago was tried for long enough, or is beyond what feeds close.
        #expect(
            try resume(whole.map { $0.openTime == Self.opening(300) ? candle(btc, 300, state: .outage) : $0 })
                == Self.opening(489))
        #expect(try resume(whole.filter { $0.openTime != Self.opening(120) }) == Self.opening(489))
        #expect(try resume(whole.filter { $0.openTime != Self.opening(450) }, reach: .zero) == Self.opening(489))
    }
}
