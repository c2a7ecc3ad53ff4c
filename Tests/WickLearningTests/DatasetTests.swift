import Testing
import WickDomain

@testable import WickLearning

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct DatasetTests {
    private let maker = LabelMaker(horizon: .seconds(120))

    private func labels(_ minutes: [(Int64, Double, Bool)]) -> [Float] {
        maker.labels(
            openTimes: minutes.map { Timestamp(seconds: $0.0 * 60) }, closes: minutes.map(\.1),
            isKnown: minutes.map(\.2))
    }

    @Test func labelIsTheLogReturnToTheCloseAtExactlyTheHorizon() {
        let found = labels([(0, 100, true), (1, 101, true), (2, 103, true), (3, 99, true)])
        #expect(found[0] == Float(log(103.0 / 100)))
        #expect(found[1] == Float(log(99.0 / 101)))
        #expect(found[2].isNaN && found[3].isNaN)
    }

    @Test func labelIsUnknownAcrossAMissingMinute() {
        // Three rows on there is a close, but the minute before it is missing.
        let found = labels([(0, 100, true), (1, 101, true), (3, 103, true), (4, 104, true), (5, 105, true)])
        #expect(found[0].isNaN && found[1].isNaN)
        #expect(found[2] == Float(log(105.0 / 103)))
    }

    @Test(arguments: 0..<3)
    func labelIsUnknownWhereAnyOfItsMinutesIs(unknown: Int) {
        let found = labels((0..<3).map { (Int64($0), 100, $0 != unknown) })
        #expect(found.count { $0.isNaN } == 3)
    }

    @Test func outagesAndIncompleteCandlesAreUnknownAndQuietMinutesAreNot() throws {
        let instrument = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))
        for state in Candle.State.allCases {
            let candles = (0..<3).map { minute in
                let price = Price(raw: 100_000_000_000 + Int64(minute) * 1_000_000_000)
                return Candle(
                    instrument: instrument, timeframe: .oneMinute, openTime: Timestamp(seconds: Int64(minute) * 60),
                    open: price, high: price, low: price, close: price, volume: .zero, buyVolume: nil, notional: nil,
                    tradeCount: nil, identifiers: nil, state: minute == 1 ? state : .final,
                    knownTime: Timestamp(seconds: 1_000))
            }
            let isTrusted = state == .final || state == .repaired || state == .empty
            let label = maker.labels(candles)[0]
            #expect(isTrusted ? label == Float(log(102.0 / 100)) : label.isNaN, "\(state)")
        }
    }

    @Test func rowsWithoutAnOutcomeAreLeftOutAndCounted() throws {
        var rows = SampleRows(count: 600, seed: 1)
        rows.labels[0] = .nan
        rows.labels[10] = .nan
        rows.labels[599] = .infinity
        let dataset = try rows.dataset()
        #expect(dataset.count == 597)
        #expect(dataset.dropped == Dataset.Dropped(unknownLabel: 3, late: 0))
        #expect(dataset.decisionTimes[0] == rows.openTimes[1] + .seconds(60))
        #expect(dataset.features[9, 0] == rows.features[11][0])
        #expect(dataset.basisPoints[9] == rows.labels[11] * 10_000)
        #expect(dataset.features[596, 1] == rows.features[598][1])
    }

    @Test func rowsThatBecameKnownAfterTheirDecisionAreLeftOut() throws {
        let rows = SampleRows(count: 600, seed: 1)
        var known = rows.openTimes.map { $0 + .seconds(61) }
        known[5] = rows.openTimes[5] + .seconds(62)
        known[6] = rows.openTimes[6] + .seconds(63)
        let dataset = try rows.dataset(knownTimes: known)
        #expect(dataset.dropped == Dataset.Dropped(unknownLabel: 0, late: 1))
        #expect(dataset.features[6, 0] == rows.features[7][0])
    }

    @Test func lengthsAndTimesMustAgree() throws {
        var rows = SampleRows(count: 10, seed: 1)
        rows.labels.removeLast()
        #expect(failure { () throws(LearningError) in try rows.dataset() } == .badData("10 rows, 9 outcomes, 10 times"))
        rows = SampleRows(count: 10, seed: 1)
        rows.openTimes[4] = rows.openTimes[3]
        #expect(
            failure { () throws(LearningError) in try rows.dataset() }
                == .badData("times do not ascend at \(rows.openTimes[3])"))
        #expect(
            failure { () throws(LearningError) in
                try Dataset(
                    schema: SampleRows.schema(3), horizon: .seconds(60), features: rows.matrix, labels: rows.labels,
                    openTimes: rows.openTimes)
            } == .badData("4 columns for the 3 features of the schema"))
    }

    @Test(arguments: [0, -300, 90])
    func horizonIsAWholeNumberOfMinutes(seconds: Int) {
        let rows = SampleRows(count: 10, seed: 1)
        let error = failure { () throws(LearningError) in
            try Dataset(
                schema: SampleRows.schema(4), horizon: .seconds(seconds), features: rows.matrix, labels: rows.labels,
                openTimes: rows.openTimes)
        }
        #expect(error?.description.contains("whole number of minutes") == true)
    }

    @Test func matrixGivesItsMemoryBackWhenTheLastCopyIsGone() {
        nonisolated(unsafe) var released = 0
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: 4)
        memory.initialize(repeating: 7, count: 4)
        do {
            let matrix = FeatureMatrix(rowCount: 2, columnCount: 2, taking: memory) { released += 1 }
            let part = matrix.selecting([0])
            #expect(part.rowCount == 1 && part[0, 1] == 7)
            #expect(released == 0)
        }
        #expect(released == 1)
        memory.deallocate()
    }

    @Test func selectedRowsKeepTheirOrder() {
        let matrix = FeatureMatrix([1, 2, 3, 4, 5, 6], columnCount: 2)
        let chosen = matrix.selecting([0, 2])
        #expect(chosen.rowCount == 2)
        #expect([chosen[0, 0], chosen[0, 1], chosen[1, 0], chosen[1, 1]] == [1, 2, 5, 6])
        #expect(matrix.selecting([]).rowCount == 0)
        #expect(matrix.selecting([1, 2])[0, 0] == 3)
    }

    @Test func constantAndUnknownFeaturesAreNamed() throws {
        var rows = SampleRows(count: 600, seed: 1)
        for row in rows.features.indices {
            rows.features[row][1] = .nan
            rows.features[row][3] = row < 300 ? .nan : 4
        }
        #expect(try rows.dataset().constantFeatures(0..<600) == ["feature_1", "feature_3"])
    }

    @Test func nonOverlappingDecisionsAreAHorizonApart() {
        var picker = NonOverlapping(horizon: .seconds(300))
        let taken = [0, 1, 4, 5, 6, 9, 12, 16, 17].filter { picker.takes(Timestamp(seconds: $0 * 60)) }
        #expect(taken == [0, 5, 12, 17])
    }
}
