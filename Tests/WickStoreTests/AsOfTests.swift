import GRDB
import Testing
import WickDomain

@testable import WickStore

/// Reading as it was known at a moment.
@Suite struct AsOfTests {
    /// Ten minutes; the fifth is corrected two hours later, and its vector with it.
    private func corrected() throws -> Store {
        let store = try Store.inMemory()
        try store.write(Sample.batch(0..<10))
        var correction = StoreBatch()
        correction.candles = [Sample.candle(5, close: 70_000, state: .repaired, delay: .seconds(7200))]
        correction.vectors = .init(schema: Sample.schema, rows: [Sample.vector(5, [99, 1], delay: .seconds(7200))])
        try store.write(correction)
        return store
    }

    private let correctionTime = Sample.minute(5) + .seconds(61 + 7200)

    @Test func aCorrectionIsSeenFromItsKnownTimeOn() throws {
        let store = try corrected()
        func close(_ asOf: Timestamp?) throws -> [Candle] {
            try store.candles(of: Sample.bitcoin, in: Sample.minutes(5..<6), asOf: asOf)
        }
        let original = Sample.candle(5, close: 64_005)
        let repaired = Sample.candle(5, close: 70_000, state: .repaired, delay: .seconds(7200))
        #expect(try close(original.knownTime - .microseconds(1)) == [])
        #expect(try close(original.knownTime) == [original])
        #expect(try close(correctionTime - .microseconds(1)) == [original])
        #expect(try close(correctionTime) == [repaired])
        #expect(try close(nil) == [repaired])
    }

    @Test func eachMinuteComesOnce() throws {
        let store = try corrected()
        for asOf in [nil, correctionTime, correctionTime - .microseconds(1)] {
            let candles = try store.candles(of: Sample.bitcoin, in: Sample.always, asOf: asOf)
            #expect(candles.map(\.openTime) == (0..<10).map(Sample.minute))
            let vectors = try store.vectors(of: Sample.bitcoin, in: Sample.always, asOf: asOf)
            #expect(vectors.map(\.openTime) == (0..<10).map(Sample.minute))
        }
    }

    @Test func featuresFollow() throws {
        let store = try corrected()
        func value(_ asOf: Timestamp?) throws -> Double? {
            try store.vectors(of: Sample.bitcoin, in: Sample.minutes(5..<6), asOf: asOf).first?.values.first
        }
        #expect(try value(correctionTime - .microseconds(1)) == 5)
        #expect(try value(correctionTime) == 99)
    }

    @Test func theLatestCandlesAreThoseKnownThen() throws {
        let store = try corrected()
        func latest(_ asOf: Timestamp?) throws -> [Int64] {
            try store.latestCandles(of: Sample.bitcoin, count: 3, before: Sample.minute(7), asOf: asOf)
                .map { $0.close.raw / 1_000_000_000 }
        }
        #expect(try latest(nil) == [64_004, 70_000, 64_006])
        #expect(try latest(correctionTime - .microseconds(1)) == [64_004, 64_005, 64_006])
        #expect(try latest(Sample.candle(5).knownTime) == [64_003, 64_004, 64_005])
        #expect(try store.latestCandles(of: Sample.bitcoin, count: 100).count == 10)
        #expect(try store.latestCandles(of: Sample.ether, count: 100) == [])
    }

    @Test func aLateHeadlineIsNotSeenBeforeItCame() throws {
        let store = try Store.inMemory()
        // Published at minute 1, first seen at minute 60.
        let late = Headline(
            id: "late", version: 1, source: "coindesk", title: "Exchange halts withdrawals", url: nil,
            publishedTime: Sample.minute(1), seenTime: Sample.minute(60))
        var batch = StoreBatch()
        batch.headlines = [Sample.headline("early", at: 2), late]
        batch.scores = [Sample.score("early", at: 3), Sample.score("late", at: 61)]
        try store.write(batch)
        #expect(
            try store.headlines(seenIn: Sample.always, asOf: Sample.minute(60) - .microseconds(1)).map(\.id) == [
                "early"
            ])
        #expect(try store.headlines(seenIn: Sample.always, asOf: Sample.minute(60)).map(\.id) == ["early", "late"])
        #expect(try store.headline("late", asOf: Sample.minute(59)) == nil)
        #expect(try store.headline("late") == late)
        #expect(try store.scores(knownIn: Sample.always, asOf: Sample.minute(60)).map(\.headlineID) == ["early"])
        #expect(try store.scores(knownIn: Sample.always).map(\.headlineID) == ["early", "late"])
    }

    @Test func anEditedHeadlineIsReadAsItStoodThen() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.headlines = [
            Sample.headline("a", at: 1), Sample.headline("a", version: 2, title: "Bitcoin falls", at: 10),
        ]
        try store.write(batch)
        #expect(
            try store.headlines(seenIn: Sample.always, asOf: Sample.minute(9)).map(\.title) == ["Bitcoin rises"])
        #expect(try store.headlines(seenIn: Sample.always).map(\.title) == ["Bitcoin falls"])
        #expect(try store.headline("a", asOf: Sample.minute(9))?.version == 1)
        #expect(try store.headline("a")?.version == 2)
    }

    @Test func outcomesThatWereNotKnownYetAreOpen() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.predictions = [Sample.prediction(1), Sample.prediction(2), Sample.prediction(2, of: Sample.ether)]
        batch.outcomes = [Sample.outcome(1)]
        try store.write(batch)
        #expect(try store.openPredictions() == [Sample.prediction(2), Sample.prediction(2, of: Sample.ether)])
        #expect(try store.openPredictions(madeSince: Sample.minute(3)) == [])
        let before = try store.predictions(
            of: Sample.bitcoin, madeIn: Sample.minutes(0..<3), asOf: Sample.minute(6))
        #expect(before.map(\.prediction) == [Sample.prediction(1), Sample.prediction(2)])
        #expect(before.map(\.outcome) == [nil, nil])
        let after = try store.predictions(of: Sample.bitcoin, madeIn: Sample.minutes(0..<3))
        #expect(after.map(\.outcome) == [Sample.outcome(1), nil])
        #expect(try store.predictions(madeIn: Sample.minutes(0..<3)).count == 3)
    }

    @Test func gapsAreReadByTheTimeTheyTouch() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        func gap(_ scope: String, _ range: Range<Int>) -> ObservationGap {
            ObservationGap(
                scope: scope, start: Sample.minute(range.lowerBound), end: Sample.minute(range.upperBound),
                reason: "reconnect", knownTime: Sample.minute(range.upperBound))
        }
        batch.gaps = [gap("kraken", 1..<4), gap("binance", 3..<5), gap("kraken", 8..<9)]
        try store.write(batch)
        #expect(try store.gaps(touching: Sample.minutes(3..<8)) == [gap("kraken", 1..<4), gap("binance", 3..<5)])
        #expect(try store.gaps(touching: Sample.always, scope: "kraken").count == 2)
        #expect(try store.gaps(touching: Sample.always, asOf: Sample.minute(4)) == [gap("kraken", 1..<4)])
    }

    @Test func readingEndsWhereTheReceiverFails() throws {
        struct Full: Error, Equatable {}
        let store = try corrected()
        var seen = 0
        #expect(throws: Full()) {
            try store.forEachCandle(of: Sample.bitcoin, in: Sample.always) { _ in
                seen += 1
                if seen == 3 { throw Full() }
            }
        }
        #expect(seen == 3)
        #expect(throws: Full()) { try store.forEachVector(of: Sample.bitcoin, in: Sample.always) { _ in throw Full() } }
    }

    /// A file that another program wrote to must not end the process.
    @Test(arguments: [
        "UPDATE candle SET high_e9 = 1", "UPDATE candle SET state = 'good'", "UPDATE candle SET notional = 'lots'",
        "UPDATE prediction SET target_time = 0", "UPDATE outcome SET observed_price_e9 = NULL",
        "UPDATE outcome SET status = 'lost'", "UPDATE sentiment SET sentiment = 7",
        "UPDATE sentiment SET subject = 'doge'",
        "UPDATE sentiment SET words = '{}'", "UPDATE gap SET end_time = 0", "UPDATE instrument SET symbol = ''",
        "UPDATE training_run SET data_to = 0", "UPDATE model SET data_to = 0",
    ])
    func rowsThatWereTamperedWithAreErrors(_ sql: String) throws {
        let store = try Store.inMemory()
        var batch = Sample.batch(0..<1)
        batch.headlines = [Sample.headline("a", at: 1)]
        batch.scores = [Sample.score("a", at: 2)]
        batch.predictions = [Sample.prediction(1)]
        batch.outcomes = [Sample.outcome(1)]
        batch.gaps = [
            ObservationGap(
                scope: "kraken", start: Sample.minute(1), end: Sample.minute(2), reason: "", knownTime: Sample.minute(2)
            )
        ]
        try store.write(batch)
        let data = Sample.minutes(0..<9)
        _ = try store.beginRun(
            TrainingRunDraft(startedTime: data.lowerBound, schemaHash: "aa", dataRange: data, parameters: "{}"))
        let draft = ModelDraft(
            parent: nil, runID: nil, knownTime: data.lowerBound, schemaHash: "aa", horizon: .seconds(300),
            dataRange: data, parameters: "{}", metrics: "{}", format: "x")
        _ = try store.insertModel(draft, artifact: [1])
        func readAll() throws {
            _ = try store.candles(of: Sample.bitcoin, in: Sample.always)
            _ = try store.predictions(madeIn: Sample.always)
            _ = try store.scores(knownIn: Sample.always)
            _ = try store.gaps(touching: Sample.always)
            _ = (try store.instruments(), try store.runs(), try store.models())
        }
        try readAll()
        try store.write("tampering") { try $0.execute(sql: sql) }
        #expect(throws: StoreError.self) { try readAll() }
    }

    @Test func aStageGoesOnBehindWhatIsStored() throws {
        let store = try corrected()
        #expect(try store.resumePoint(of: Sample.ether) == nil)
        var quiet = StoreBatch()
        quiet.candles = [Sample.candle(10, state: .empty), Sample.candle(11, state: .outage)]
        try store.write(quiet)
        let point = try #require(try store.resumePoint(of: Sample.bitcoin))
        #expect(point.firstOpenTime == Sample.minute(0))
        #expect(point.lastCandle == Sample.candle(11, state: .outage))
        #expect(point.lastTradeID == 1029)
        #expect(try store.lastVectorTime(of: Sample.bitcoin) == Sample.minute(9))
    }

    /// A range of times in the views is found by the key, also where no instrument is named.
    @Test(arguments: ["candle_latest", "feature_latest"])
    func viewsFindARangeByTheKey(_ view: String) throws {
        let store = try Store.inMemory()
        try store.write(Sample.batch(0..<3))
        let plan = try store.read("") { database in
            try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN SELECT * FROM \(view) WHERE event_time >= 1 AND event_time < 2"
            ).map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.contains("event_time>? AND event_time<?") }, "\(plan)")
        #expect(!plan.contains("SCAN c") && !plan.contains("SCAN f"), "\(plan)")
    }

    /// Every walk goes along a key: nothing is sorted, and no table is read from end to end.
    @Test(arguments: [
        CandleQuery.forward, CandleQuery.backward, CandleQuery.closes, FeatureQuery.forward(["return_1"]),
        NewsQuery.headline, PredictionQuery.predictions(ofOne: true),
    ])
    func queriesWalkAKey(_ sql: String) throws {
        let store = try Store.inMemory()
        try store.register(Sample.schema)
        let plan = try store.read("") { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql.replacing(/\?[0-9]?/, with: "1"))
                .map { $0["detail"] as String }
        }
        #expect(plan.first?.hasPrefix("SEARCH") == true, "\(plan)")
        #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") }, "\(plan)")
    }
}
