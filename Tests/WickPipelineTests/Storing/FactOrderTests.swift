import Testing
import WickDomain
import WickFeatures
import WickNews
import WickPipeline
import WickSimulation
import WickStore

/// What is stored in the end does not depend on the order in which facts came in, nor on how often.
@Suite struct FactOrderTests {
    private typealias Sample = FeatureSample

    private static let minutes = 200
    private static let live = 90..<130
    private static let always = Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)

    /// One file, or a part of one.
    private enum Part {
        case candles([Candle])
        case headlines([Headline])
        case run([Candle], [Headline])
    }

    private static func title(_ number: Int) -> String {
        ["Bitcoin surges to record high", "Ethereum hack drains millions", "Crypto markets fall on ban"][number % 3]
    }

    private static let headlines = (0..<30).map { number in
        Headline(
            id: "h\(number)", version: 1, source: "wire", title: title(number), url: nil, publishedTime: nil,
            seenTime: Sample.time(number * 13 - 20, 17))
    }

    private static func file(_ instrument: Instrument, _ range: Range<Int>) -> Part {
        .candles(range.map { Sample.candle(instrument, $0) })
    }

    private static func news(_ range: Range<Int>) -> Part {
        .headlines(headlines.filter { range.contains(FeatureTimelineMinute.of($0.seenTime)) })
    }

    private enum FeatureTimelineMinute {
        static func of(_ time: Timestamp) -> Int { Int((time - Sample.noon).microseconds / 60_000_000) }
    }

    /// An hour as a run sees it: two minutes are lost at first, and one of them is repaired.
    private static var liveRun: Part {
        var candles: [Candle] = []
        for minute in live {
            for instrument in [Sample.bitcoin, Sample.ether] {
                let isLost = minute == 100 || minute == 110 && instrument == Sample.ether
                candles.append(Sample.candle(instrument, minute, state: isLost ? .incomplete : .final))
            }
            if minute == 103 {
                candles.append(Sample.candle(Sample.bitcoin, 100, known: 170, state: .repaired))
                candles.append(Sample.candle(Sample.ether, 100, known: 170, state: .repaired))
            }
        }
        return .run(candles, headlines.filter { live.contains(FeatureTimelineMinute.of($0.seenTime)) })
    }

    private func store(_ parts: [Part]) throws -> Store {
        let store = try Store.inMemory()
        for part in parts {
            switch part {
            case .candles(let candles):
                var intake = CandleIntake(store, importRun: 1)
                try intake.add(candles)
                try intake.flush()
                try update(store)
            case .headlines(let headlines):
                var intake = NewsIntake(store)
                for headline in headlines { try intake.add(headline) }
                try intake.flush()
                try update(store)
            case .run(let candles, let headlines): try run(candles, headlines, store)
            }
        }
        #expect(try store.staleFeatures().isEmpty)
        return store
    }

    private func update(_ store: Store) throws {
        var refresh = FeatureRefresh(store)
        try refresh.run()
    }

    /// As a live run does, minute by minute.
    private func run(_ candles: [Candle], _ headlines: [Headline], _ store: Store) throws {
        let instruments = [Sample.bitcoin, Sample.ether]
        var stage = try LiveStart(store, instruments, now: Sample.time(Self.live.lowerBound), reach: .zero).features
        var writer = StoreWriter(store)
        let lexicon = LexiconScorer()
        for minute in Self.live.lowerBound...Self.live.upperBound {
            let span = Sample.time(minute, 30)..<Sample.time(minute + 1, 30)
            var rows = StoreWriter.Rows()
            rows.candles = candles.filter { span.contains($0.knownTime) }
            rows.headlines = headlines.filter { span.contains($0.seenTime) }
            for headline in rows.headlines { rows.scores += lexicon.scores([headline], at: headline.seenTime) }
            stage.fold(rows.candles, scores: rows.scores, clock: span.upperBound, into: &rows.vectors)
            try writer.add(rows)
            try writer.flush()
        }
        var rest = StoreWriter.Rows()
        stage.finish(into: &rest.vectors)
        try writer.add(rest)
        try writer.flush()
        // The next start finishes what this one left.
        _ = try LiveStart(store, instruments, now: Sample.time(Self.live.upperBound), reach: .zero)
    }

    private func text(_ store: Store) throws -> [String] {
        try [Sample.bitcoin, Sample.ether].flatMap { try store.vectors(of: $0, in: Self.always).map(bits) }
    }

    /// Numbers of the six orders of three.
    private static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

    private static let whole = [
        file(FeatureSample.bitcoin, 0..<minutes), file(FeatureSample.ether, 0..<minutes), news(-100..<minutes),
    ]
    private static let halves = [
        [file(FeatureSample.bitcoin, 0..<100), file(FeatureSample.bitcoin, 100..<minutes)],
        [file(FeatureSample.ether, 0..<100), file(FeatureSample.ether, 100..<minutes)],
        [news(-100..<100), news(100..<minutes)],
    ]

    /// What a run over everything would have given.
    private func folded() -> [String] {
        var stage = FeatureStage()
        var vectors: [FeatureVector] = []
        let candles = (0..<Self.minutes).flatMap { minute in
            [Sample.candle(Sample.bitcoin, minute), Sample.candle(Sample.ether, minute)]
        }
        let scores = Self.headlines.flatMap { LexiconScorer().scores([$0], at: $0.seenTime) }
        stage.fold(candles, scores: scores, clock: Sample.time(Self.minutes + 10), into: &vectors)
        stage.finish(into: &vectors)
        return vectors.sorted { ($0.instrument, $0.openTime) < ($1.instrument, $1.openTime) }.map(bits)
    }

    @Test func allOrdersOfFilesGiveWhatARunOverEverythingGives() throws {
        let expected = folded()
        for order in Self.orders {
            #expect(try text(store(order.map { Self.whole[$0] })) == expected)
            let mixed = order.map { Self.halves[$0][1] } + order.map { Self.halves[$0][0] }
            #expect(try text(store(mixed)) == expected)
        }
        let forth = Self.halves.flatMap(\.self)
        #expect(try text(store(forth + forth.reversed())) == expected)
    }

    @Test func aRunInTheMiddleLeavesTheSameWheneverItWas() throws {
        let files = Self.orders.map { order in order.map { Self.whole[$0] } }
        let expected = try text(store([Self.liveRun] + files[0]))
        #expect(expected.count == 2 * Self.minutes)
        for parts in files {
            for place in [1, 3] {
                var parts = parts
                parts.insert(Self.liveRun, at: place)
                #expect(try text(store(parts)) == expected)
            }
        }
        let halves = Self.halves.map { $0[0] } + [Self.liveRun] + Self.halves.map { $0[1] }
        #expect(try text(store(halves)) == expected)
    }

    @Test func importingAgainChangesNothing() throws {
        let store = try store(Self.whole)
        var intake = CandleIntake(store, importRun: 2)
        try intake.add((0..<Self.minutes).map { Sample.candle(Sample.bitcoin, $0) })
        try intake.flush()
        #expect(intake.counts == .init(present: Self.minutes))
        var refresh = FeatureRefresh(store)
        try refresh.run()
        #expect(refresh.changes.added + refresh.changes.changed + refresh.changes.removed == 0)
    }

    @Test func ofTwoImportsOfAMinuteTheBetterOneCountsWhicheverCameFirst() throws {
        let versions = [
            Sample.candle(Sample.bitcoin, 5, shift: 3), Sample.candle(Sample.bitcoin, 5, shift: 9),
            Sample.candle(Sample.bitcoin, 5, state: .incomplete),
        ]
        var found: [[StoredCandle]] = []
        for order in Self.orders {
            let store = try store(order.map { .candles([versions[$0]]) })
            found.append(try store.candleVersions(of: Sample.bitcoin, in: Self.always))
        }
        #expect(found.allSatisfy { $0 == found[0] } && found[0].count == 1)
        #expect(found[0].first?.candle.state == .final)
    }

    @Test func anImportComesBehindAMinuteThatARunDidNotSeeWholly() throws {
        let seen = Sample.candle(Sample.bitcoin, 200, known: 40, state: .incomplete)
        let read = Sample.candle(Sample.bitcoin, 200)
        for isFirst in [true, false] {
            let store = try Store.inMemory()
            var batch = StoreBatch()
            batch.candles = [seen]
            if isFirst { try store.write(batch) }
            var intake = CandleIntake(store, importRun: 1)
            try intake.add([read])
            try intake.flush()
            if !isFirst { try store.write(batch) }
            let versions = try store.candleVersions(of: Sample.bitcoin, in: Self.always)
            #expect(versions.map(\.candle.state) == [.incomplete, .final])
            #expect(versions.last?.candle.knownTime == seen.knownTime + .microseconds(1))
            batch.candles = [Sample.candle(Sample.bitcoin, 200, known: 50, state: .repaired)]
            try store.write(batch)
            #expect(try store.candleVersions(of: Sample.bitcoin, in: Self.always).map(\.importRun) == [nil, nil])
        }
    }

    @Test func whatWasInterruptedIsFinishedByTheNextRefresh() throws {
        let store = try Store.inMemory()
        var intake = CandleIntake(store, importRun: 1)
        try intake.add((0..<Self.minutes).map { Sample.candle(Sample.bitcoin, $0) })
        try intake.flush()
        // No refresh came: the marks are in the same transaction as the minutes.
        #expect(
            try store.staleFeatures() == [
                .init(instrument: Sample.bitcoin, range: Sample.time(0)..<Sample.time(Self.minutes))
            ])
        let start = try LiveStart(store, [Sample.bitcoin], now: Sample.time(Self.minutes), reach: .zero)
        #expect(start.resume[Sample.bitcoin] != nil)
        #expect(try store.staleFeatures().isEmpty)
        #expect(try store.vectors(of: Sample.bitcoin, in: Self.always).count == Self.minutes)
    }

    @Test func aRunWhoseClockWasAheadDoesNotHoldUpTheNextOne() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.candles = (0..<10).map { Sample.candle(Sample.bitcoin, $0, known: $0 == 9 ? 3600 : 1) }
        try store.write(batch)
        var stage = try LiveStart(store, [Sample.bitcoin], now: Sample.time(10), reach: .zero).features
        var vectors: [FeatureVector] = []
        stage.fold([Sample.candle(Sample.bitcoin, 10)], clock: Sample.time(12), into: &vectors)
        #expect(vectors.last?.knownTime == Sample.time(11, 1))
    }

    @Test func theVectorBehindAPredictionStaysWhateverIsComputedLater() throws {
        let store = try Store.inMemory()
        let candles = (100..<Self.minutes).map { Sample.candle(Sample.bitcoin, $0) }
        var batch = StoreBatch()
        var cold = FeatureStage()
        var rows: [FeatureVector] = []
        cold.fold(candles, clock: Sample.time(Self.minutes + 1), into: &rows)
        cold.finish(into: &rows)
        batch.candles = candles
        batch.vectors = .init(schema: FeatureSet.schema, rows: rows)
        let vector = rows[40]
        batch.predictions = [
            Prediction(
                id: "p", instrument: Sample.bitcoin, madeAt: vector.openTime + .seconds(60),
                knownTime: vector.knownTime, targetTime: vector.openTime + .seconds(360),
                referencePrice: Price(raw: 1), predictedReturn: 0, lower: 0, upper: 0, modelVersion: 1,
                schemaHash: FeatureSet.schema.hash, latencyMicroseconds: 0)
        ]
        try store.write(batch)
        #expect(try store.vector(ofPrediction: "p").map { bits($0.vector) } == bits(vector))
        var intake = CandleIntake(store, importRun: 1)
        try intake.add((0..<100).map { Sample.candle(Sample.bitcoin, $0) })
        try intake.flush()
        try update(store)
        let newest = try store.vectors(of: Sample.bitcoin, in: vector.openTime..<vector.openTime + .seconds(60))
        #expect(newest.map(bits) != [bits(vector)], "there is more before it now")
        #expect(try store.vector(ofPrediction: "p").map { bits($0.vector) } == bits(vector))
    }
}
