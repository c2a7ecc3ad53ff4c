import Testing
import WickDomain
import WickFeatures
import WickStore

@testable import WickPipeline

/// The one queue before the store.
@Suite struct StoreQueueTests {
    private static let noon = Timestamp(seconds: 1_772_409_600)
    private let instrument: Instrument

    init() throws { instrument = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD")) }

    private static func opening(_ minute: Int) -> Timestamp { noon + .seconds(60 * minute) }

    private func minute(_ index: Int) -> StoreWriter.Rows {
        let price = Price(raw: 1_000_000_000)
        var rows = StoreWriter.Rows()
        rows.candles = [
            Candle(
                instrument: instrument, timeframe: .oneMinute, openTime: Self.opening(index), open: price, high: price,
                low: price, close: price, volume: Volume(raw: 1), buyVolume: nil, notional: nil, tradeCount: 1,
                identifiers: nil, state: .final, knownTime: Self.opening(index + 1))
        ]
        rows.vectors = [
            FeatureVector(
                instrument: instrument, openTime: Self.opening(index), knownTime: Self.opening(index + 1),
                values: Array(repeating: 1, count: FeatureSet.schema.names.count))
        ]
        rows.predictions = [prediction(index)]
        return rows
    }

    private func prediction(_ index: Int) -> Prediction {
        Prediction(
            id: "p\(index)", instrument: instrument, madeAt: Self.opening(index + 1),
            knownTime: Self.opening(index + 1),
            targetTime: Self.opening(index + 6), referencePrice: Price(raw: 1), predictedReturn: 0, lower: 0, upper: 0,
            modelVersion: 1, schemaHash: "", latencyMicroseconds: 0)
    }

    private func outcome(_ index: Int) -> Outcome {
        Outcome(
            predictionID: "p\(index)", status: .missing, observedPrice: nil, error: nil, isHit: nil, isCovered: nil,
            knownTime: Self.opening(index + 16))
    }

    @Test func whatWaitsComesOutInOrderAndStaysUntilItIsStored() {
        var queue = StoreQueue()
        for index in 0..<3000 { queue.add(minute(index)) }
        #expect(queue.rows == 9000)
        let first = queue.take(atMost: 2000)
        #expect(first?.candles.map(\.openTime) == (0..<666).map(Self.opening))
        #expect(first?.count == 1998)
        queue.putBack()
        #expect(queue.rows == 9000)
        #expect(queue.take(atMost: 1)?.count == 999, "whole steps, at least one")
        queue.add(minute(3000))
        queue.confirm(StoreBatch.Acceptance())
        #expect(queue.rows == 9000 - 999 + 3)
        var last: Timestamp?
        while let batch = queue.take() {
            #expect(batch.count <= StoreBatch.maximumRows)
            if let last, let next = batch.candles.first { #expect(next.openTime == last + .seconds(60)) }
            last = batch.candles.last?.openTime
            queue.confirm(StoreBatch.Acceptance())
        }
        #expect(last == Self.opening(3000))
        #expect(queue.rows == 0 && queue.bytes == 0 && queue.isEmpty && queue.lost.isEmpty)
    }

    @Test func aFullQueueLosesFeaturesFirstThenCandlesAndCountsThem() {
        let size = minute(99_999).byteCount
        var queue = StoreQueue(maximumBytes: 100 * size)
        for index in 0..<100 { queue.add(minute(index)) }
        #expect(queue.lost.isEmpty)
        for index in 100..<110 { queue.add(minute(index)) }
        let features = queue.lost[.feature]
        #expect(features > 10 && features < 30)
        #expect(queue.lost.total == features && queue.bytes <= 100 * size)
        #expect(queue.counts[.candle] == 110 && queue.counts[.prediction] == 110)
        // The oldest went, and are computed again.
        let batch = queue.take()
        #expect(
            batch?.stale == [StaleMinutes(instrument: instrument, minutes: Self.opening(0)..<Self.opening(features))])
        #expect(batch?.vectors?.rows.first?.openTime == Self.opening(features))
        queue.putBack()
        #expect(queue.take()?.stale.count == 1, "what was marked waits with the batch")
        queue.putBack()
        for index in 110..<400 { queue.add(minute(index)) }
        #expect(queue.counts[.feature] == 0 && queue.lost[.feature] == 400)
        #expect(queue.lost[.candle] > 0 && queue.lost[.prediction] == 0)
        #expect(queue.rows + queue.lost.total == 1200)
        #expect(queue.counts[.prediction] == 400)
        for index in 400..<2000 { queue.add(minute(index)) }
        #expect(queue.lost[.candle] == 2000 && queue.lost[.prediction] > 0, "then what nobody can give back")
        #expect(queue.rows + queue.lost.total == 6000 && queue.bytes <= 100 * size)
    }

    @Test func whatIsBeingStoredIsNotLost() {
        let size = minute(99_999).byteCount
        var queue = StoreQueue(maximumBytes: 20 * size)
        for index in 0..<20 { queue.add(minute(index)) }
        let batch = queue.take()
        for index in 20..<30 { queue.add(minute(index)) }
        #expect(batch?.count == 60 && queue.lost.total > 0)
        queue.confirm(StoreBatch.Acceptance())
        #expect(60 + queue.rows + queue.lost.total == 90)
    }

    @Test func oneStepLargerThanATransactionIsCutWherePartsCanBeStored() {
        var rows = StoreWriter.Rows()
        rows.predictions = (0..<12_000).map(prediction)
        rows.outcomes = (0..<12_000).map(outcome)
        var queue = StoreQueue()
        queue.add(rows)
        var known: Set<String> = []
        while let batch = queue.take() {
            #expect(batch.count <= StoreBatch.maximumRows)
            known.formUnion(batch.predictions.map(\.id))
            #expect(batch.outcomes.allSatisfy { known.contains($0.predictionID) })
            queue.confirm(StoreBatch.Acceptance())
        }
        #expect(known.count == 12_000)
    }

    @Test func whatCouldNotBeKeptAnywhereGoesWithTheNextBatch() {
        var queue = StoreQueue()
        queue.add(minute(0))
        _ = queue.take()
        var acceptance = StoreBatch.Acceptance()
        acceptance.unkept = [
            RefusedRow(kind: .outcome, what: "x", reason: "y", content: "{}", knownTime: Self.noon)
        ]
        queue.confirm(acceptance)
        #expect(queue.isEmpty, "alone it is no reason to write")
        queue.add(minute(1))
        #expect(queue.take()?.refused == acceptance.unkept)
        queue.confirm(StoreBatch.Acceptance())
        #expect(queue.bytes == 0)
    }

    @Test func reasonsAreToldAtTheFirstAndAtEachTenTimesAsMany() {
        var tally = RefusalTally()
        func rows(_ count: Int, _ reason: String = "NaN") -> [RefusedRow] {
            (0..<count).map {
                RefusedRow(kind: .prediction, what: "p\($0)", reason: reason, content: "{}", knownTime: Self.noon)
            }
        }
        #expect(tally.add(rows(3)).map(\.count) == [3])
        #expect(tally.add(rows(4)).isEmpty)
        #expect(tally.add(rows(5)).map(\.count) == [12])
        #expect(tally.add(rows(1, "locked")).map(\.reason) == ["locked"])
        for index in 0..<200 { _ = tally.add(rows(1, "reason \(index)")) }
        #expect(tally.counts.count == RefusalTally.maximumReasons + 1)
        #expect(tally.byKind[.prediction] == 213)
        #expect(tally.counts[0].words.hasPrefix("12 predictions can never be stored (NaN), such as p0;"))
    }
}
