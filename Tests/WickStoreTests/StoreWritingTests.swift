import GRDB
import Synchronization
import Testing
import WickDomain

@testable import WickStore

@Suite struct StoreWritingTests {
    @Test func everyCandleComesBackExactly() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.candles = [
            Sample.candle(0), Sample.candle(1, state: .empty), Sample.candle(2, state: .outage),
            Candle(
                instrument: Sample.bitcoin, timeframe: .oneMinute, openTime: Sample.minute(3), open: Price(raw: 1),
                high: Price(raw: .max), low: Price(raw: 0), close: Price(raw: 1),
                volume: Volume(raw: Int128(Int64.max)),
                buyVolume: nil, notional: Notional(raw: 85_070_591_730_234_615_847_396_907_784_232_501_249),
                tradeCount: nil, identifiers: .init(first: 0, last: UInt64(Int64.max)), state: .repaired,
                knownTime: Sample.minute(9)),
        ]
        #expect(try store.write(batch) == .init(added: 4))
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always) == batch.candles)
    }

    @Test func notionalsAreStoredAsPlainDecimalText() throws {
        let store = try Store.inMemory()
        let unit: Int128 = 100_000_000_000_000_000
        let raws: [Int128] = [
            0, 1, unit - 1, unit, unit * 10, unit * 12 + unit / 10, unit * 64_000_123 + 45_600,
            unit * Int128(UInt64.max),
            unit * Int128(UInt64.max) + unit - 1, unit * (Int128(UInt64.max) + 1), .max,
        ]
        let sample = Sample.candle(0)
        var batch = StoreBatch()
        batch.candles = raws.enumerated().map { index, raw in
            Candle(
                instrument: sample.instrument, timeframe: .oneMinute, openTime: Sample.minute(index), open: sample.open,
                high: sample.high, low: sample.low, close: sample.close, volume: sample.volume, buyVolume: nil,
                notional: Notional(raw: raw), tradeCount: nil, identifiers: nil, state: .final,
                knownTime: Sample.minute(index + 1))
        }
        try store.write(batch)
        let texts = try store.read("") {
            try String.fetchAll($0, sql: "SELECT notional FROM candle ORDER BY event_time")
        }
        #expect(texts == raws.map { Notional(raw: $0).description })
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always) == batch.candles)
    }

    @Test func vectorsComeBackBitForBit() throws {
        let store = try Store.inMemory()
        let rows = [
            Sample.vector(0, [.nan, 0]), Sample.vector(1, [-0.0001, .infinity]),
            Sample.vector(2, [.leastNonzeroMagnitude, -.greatestFiniteMagnitude]), Sample.vector(3, [.nan, .nan]),
        ]
        var batch = StoreBatch()
        batch.vectors = .init(schema: Sample.schema, rows: rows)
        try store.write(batch)
        let found = try store.vectors(of: Sample.bitcoin, in: Sample.always)
        #expect(found.count == 4)
        #expect(zip(found, rows).allSatisfy { $0.isSame(as: $1) })
    }

    @Test func whatIsSeenTwiceIsStoredOnce() throws {
        let store = try Store.inMemory()
        var batch = Sample.batch(0..<5)
        batch.headlines = [Sample.headline("a", at: 1)]
        batch.scores = [Sample.score("a", at: 2)]
        batch.gaps = [
            ObservationGap(
                scope: "kraken", start: Sample.minute(1), end: Sample.minute(2), reason: "reconnect",
                knownTime: Sample.minute(2))
        ]
        batch.predictions = [Sample.prediction(1)]
        batch.outcomes = [Sample.outcome(1)]
        batch.alerts = [alert("x", at: 3)]
        #expect(try store.write(batch) == .init(added: 16))
        #expect(try store.write(batch) == .init(present: 16))
        var overlapping = Sample.batch(3..<7)
        overlapping.candles.reverse()
        #expect(try store.write(overlapping) == .init(added: 4, present: 4))
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).map(\.openTime) == (0..<7).map(Sample.minute))
    }

    @Test func aVersionNeverChanges() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.candles = [Sample.candle(0, close: 100)]
        try store.write(batch)
        batch.candles = [Sample.candle(0, close: 200), Sample.candle(1)]
        #expect(try store.write(batch) == .init(added: 1, conflicting: 1))
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.minutes(0..<1)) == [Sample.candle(0, close: 100)])
    }

    @Test func aBatchWithOneBadRowIsNotStoredAtAll() throws {
        let store = try Store.inMemory()
        var batch = Sample.batch(0..<10)
        batch.outcomes = [Sample.outcome(99)]
        #expect(
            failure { try store.write(batch) }
                == .badRow(
                    what: "the outcome of prediction kraken BTC/USD-99", reason: "the store has no such prediction"))
        #expect(try store.instruments() == [])
        #expect(try store.schemas() == [])
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always) == [])
        batch.outcomes = []
        #expect(try store.write(batch).added == 20)
    }

    @Test func aBatchThatFailsHalfWayLeavesNothing() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try store.write(Sample.batch(0..<10))
        // The vector of the fifteenth minute is refused by the database itself, after ten others.
        try store.write("planting a failure") { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER failure BEFORE INSERT ON feature
                    WHEN NEW.event_time = \(Sample.minute(15).microseconds)
                    BEGIN SELECT RAISE(ABORT, 'planted'); END
                    """)
        }
        guard case .failed(_, let doing, let reason) = failure(of: { try store.write(Sample.batch(5..<20)) }) else {
            Issue.record("the planted failure did not show")
            return
        }
        #expect(doing == "storing 30 rows")
        #expect(reason == "planted")
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).count == 10)
        #expect(try store.vectors(of: Sample.bitcoin, in: Sample.always).count == 10)
    }

    @Test func aBatchHasALimit() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.candles = (0...StoreBatch.maximumRows).map { Sample.candle($0) }
        #expect(failure { try store.write(batch) } == .batchTooLarge(rows: 10_001, limit: 10_000))
        batch.candles.removeLast()
        #expect(try store.write(batch).added == StoreBatch.maximumRows)
    }

    @Test func volumesAndIdsBeyond64BitsComeBackExactly() throws {
        let store = try Store.inMemory()
        let sample = Sample.candle(0)
        let (most, largest) = (Int128(Int64.max), Volume.maximum.raw)
        var batch = StoreBatch()
        batch.candles = [(most + 1, most), (most, most + 1), (largest, largest), (most * 1000, nil), (1, 1)]
            .enumerated()
            .map { index, volumes in
                Candle(
                    instrument: sample.instrument, timeframe: .oneMinute, openTime: Sample.minute(index),
                    open: sample.open, high: sample.high, low: sample.low, close: sample.close,
                    volume: Volume(raw: volumes.0), buyVolume: volumes.1.map(Volume.init(raw:)), notional: nil,
                    tradeCount: nil, identifiers: .init(first: UInt64(Int64.max), last: .max - UInt64(index)),
                    state: .final, knownTime: Sample.minute(index + 1))
            }
        #expect(try store.write(batch) == .init(added: 5))
        #expect(try store.write(batch) == .init(present: 5))
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always) == batch.candles)
        let shown = try store.read("") {
            try Double.fetchAll($0, sql: "SELECT volume FROM candle_latest ORDER BY event_time")
        }
        for (shown, candle) in zip(shown, batch.candles) {
            #expect(abs(shown / candle.volume.doubleValue - 1) < 1e-15)
        }
    }

    @Test func anHourIsNotStoredAsAMinute() throws {
        let store = try Store.inMemory()
        let sample = Sample.candle(0)
        var batch = StoreBatch()
        batch.candles = [
            Candle(
                instrument: sample.instrument, timeframe: .oneHour, openTime: sample.openTime, open: sample.open,
                high: sample.high, low: sample.low, close: sample.close, volume: sample.volume, buyVolume: nil,
                notional: nil, tradeCount: nil, identifiers: nil, state: .final, knownTime: sample.knownTime)
        ]
        guard case .badRow = failure(of: { try store.write(batch) }) else {
            Issue.record("an hour was stored as a minute")
            return
        }
    }

    @Test func aVectorOfAnotherLengthIsRefused() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.vectors = .init(schema: Sample.schema, rows: [Sample.vector(0, [1, 2, 3])])
        guard case .badRow(_, let reason) = failure(of: { try store.write(batch) }) else {
            Issue.record("a vector of three values was stored")
            return
        }
        #expect(reason == "3 values for a schema of 2")
    }

    @Test func aScoreNeedsItsHeadline() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.scores = [Sample.score("a", at: 2)]
        guard case .badRow = failure(of: { try store.write(batch) }) else {
            Issue.record("a score of nothing was stored")
            return
        }
        batch.headlines = [Sample.headline("a", at: 1)]
        #expect(try store.write(batch).added == 2)
        #expect(try store.scores(knownIn: Sample.always) == batch.scores)
    }

    @Test func aPredictionHasOneOutcome() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.predictions = [Sample.prediction(1)]
        batch.outcomes = [Sample.outcome(1)]
        try store.write(batch)
        var second = StoreBatch()
        second.outcomes = [Sample.outcome(1, hit: false)]
        guard case .badRow(_, let reason) = failure(of: { try store.write(second) }) else {
            Issue.record("a second outcome was stored")
            return
        }
        #expect(reason == "it has another outcome already")
        #expect(try store.predictions(madeIn: Sample.always).first?.outcome == Sample.outcome(1))
    }

    private func alert(_ id: String, at index: Int) -> AlertRecord {
        AlertRecord(
            id: id, rule: "drift", instrument: Sample.ether, eventTime: Sample.minute(index),
            knownTime: Sample.minute(index), message: "drifting")
    }

    @Test func alertsKnowWhatCameOfThem() throws {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.alerts = [alert("x", at: 1), alert("y", at: 2)]
        try store.write(batch)
        try store.markAlert("x", .failed(reason: "HTTP 500"))
        try store.markAlert("x", .delivered(at: Sample.minute(3)))
        try store.markAlert("x", .failed(reason: "late"))
        try store.markAlert("y", .failed(reason: "HTTP 404"))
        // Seen again in a replay: still the same alert.
        #expect(try store.write(batch) == .init(present: 2))
        let found = try store.alerts(knownIn: Sample.always)
        #expect(found.map(\.deliveredTime) == [Sample.minute(3), nil])
        #expect(found.map(\.failure) == [nil, "HTTP 404"])
        #expect(found.first?.instrument == Sample.ether)
        guard case .badRow = failure(of: { try store.markAlert("z", .failed(reason: "")) }) else {
            Issue.record("an alert that is not there was marked")
            return
        }
    }

    @Test(.enabled(if: SmallDisk.isPermitted, "mounting is not allowed here"))
    func aFullDiskKeepsWhatWasStored() throws {
        let disk = try SmallDisk(kilobytes: 2048)
        let store = try disk.folder.open()
        var stored = 0
        var error: StoreError?
        while error == nil {
            error = failure { try store.write(Sample.batch(stored..<stored + 500)) }
            if error == nil { stored += 500 }
        }
        #expect(error == .diskFull(path: disk.folder.database, doing: "storing 1000 rows"))
        #expect(stored > 0)
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).count == stored)
        #expect(try store.vectors(of: Sample.bitcoin, in: Sample.always).count == stored)
        #expect(try store.read("") { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
    }

    @Test(arguments: [StoreDisturbance.Moment.beginning, .commit])
    func aDisturbanceLeavesNothingOfTheTransaction(moment: StoreDisturbance.Moment) throws {
        let folder = try StoreFolder()
        let refusal = Mutex<StoreDisturbance.Refusal?>(nil)
        let disturbance = StoreDisturbance { at in at == moment ? refusal.withLock { $0 } : nil }
        let store = try Store.open(
            path: folder.database, configuration: StoreConfiguration(disturbance: disturbance))
        refusal.withLock { $0 = .full }
        #expect(failure { try store.write(Sample.batch(0..<5)) }?.description.contains("disk is full") == true)
        refusal.withLock { $0 = .busy }
        #expect(failure { try store.write(Sample.batch(0..<5)) }?.canRetry == true)
        refusal.withLock { $0 = nil }
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).isEmpty)
        try store.write(Sample.batch(0..<5))
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).count == 5)
    }

    @Test func storesThatHoldTheSameHaveTheSameFingerprints() throws {
        let (first, second) = (try Store.inMemory(), try Store.inMemory())
        for store in [first, second] { try store.write(Sample.batch(0..<5)) }
        #expect(try first.fingerprints() == second.fingerprints())
        try second.write(Sample.batch(5..<6))
        let tables = zip(try first.fingerprints(), try second.fingerprints()).filter { $0.0 != $0.1 }.map(\.0.table)
        #expect(tables.contains("candle") && !tables.contains("model"))
    }
}
