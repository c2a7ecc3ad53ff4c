import Foundation
import Testing
import WickDomain
import WickSimulation

@testable import WickStore

@Suite struct TrainingMatrixTests {
    private func store(_ candles: [Candle], vectors: [FeatureVector]) throws -> Store {
        let store = try Store.inMemory()
        var batch = StoreBatch()
        batch.candles = candles
        batch.vectors = .init(schema: Sample.schema, rows: vectors)
        try store.write(batch)
        return store
    }

    private func request(_ range: Range<Int>, horizon: Int = 5, rows: MatrixRequest.Rows = .all) -> MatrixRequest {
        MatrixRequest(
            instrument: Sample.bitcoin, range: Sample.minutes(range), horizon: .seconds(60 * horizon), rows: rows)
    }

    private func label(_ now: Int64, _ later: Int64) -> Float {
        Float(log((Double(later) + 0.123456789) / (Double(now) + 0.123456789)))
    }

    @Test func labelsAreTheReturnToTheCloseOneHorizonLater() throws {
        let store = try store(
            (0..<10).map { Sample.candle($0, close: 64_000 + 10 * Int64($0)) },
            vectors: (0..<10).map { Sample.vector($0) })
        let matrix = try store.trainingMatrix(request(0..<10))
        #expect(matrix.openTimes == (0..<10).map(Sample.minute))
        for row in 0..<5 {
            let expected = label(64_000 + 10 * Int64(row), 64_050 + 10 * Int64(row))
            #expect(abs(matrix.labels[row] - expected) <= 1e-9, "\(row)")
        }
        #expect(matrix.labels[5...].allSatisfy { $0.isNaN })
        let labelled = try store.trainingMatrix(request(0..<10, rows: .labelled))
        #expect(labelled.openTimes == (0..<5).map(Sample.minute))
        #expect(labelled.labels == Array(matrix.labels.prefix(5)))
    }

    @Test func labelsOfARangeReachBeyondItsEnd() throws {
        let store = try store((0..<10).map { Sample.candle($0) }, vectors: (0..<10).map { Sample.vector($0) })
        #expect(try store.trainingMatrix(request(2..<4, rows: .labelled)).openTimes == (2..<4).map(Sample.minute))
        #expect(try store.trainingMatrix(request(0..<0)).rowCount == 0)
        #expect(try store.trainingMatrix(request(90..<95)).rowCount == 0)
    }

    /// Minute 10 is not usable: rows 5 to 10 have no label, whether it is their own, their target's, or between.
    @Test(arguments: [Candle.State.outage, .incomplete, .open])
    func noLabelCrossesAMinuteThatWasNotObserved(_ state: Candle.State) throws {
        let candles = (0..<20).map { Sample.candle($0, state: $0 == 10 ? state : .final) }
        let store = try store(candles, vectors: (0..<20).map { Sample.vector($0) })
        let labelled = try store.trainingMatrix(request(0..<20, rows: .labelled)).openTimes
        #expect(labelled == ([0, 1, 2, 3, 4] + [11, 12, 13, 14]).map(Sample.minute))
    }

    @Test func noLabelCrossesAMissingMinute() throws {
        let candles = (0..<20).filter { $0 != 10 }.map { Sample.candle($0) }
        let store = try store(candles, vectors: (0..<20).map { Sample.vector($0) })
        let labelled = try store.trainingMatrix(request(0..<20, rows: .labelled)).openTimes
        #expect(labelled == ([0, 1, 2, 3, 4] + [11, 12, 13, 14]).map(Sample.minute))
    }

    @Test func repairedAndEmptyMinutesCount() throws {
        let candles = (0..<8).map { Sample.candle($0, state: $0 == 2 ? .repaired : $0 == 5 ? .empty : .final) }
        let store = try store(candles, vectors: (0..<8).map { Sample.vector($0) })
        #expect(try store.trainingMatrix(request(0..<8, rows: .labelled)).rowCount == 3)
    }

    @Test func columnsComeInTheOrderThatWasAskedFor() throws {
        let store = try store(
            (0..<2).map { Sample.candle($0) }, vectors: [Sample.vector(0, [1, 2]), Sample.vector(1, [.nan, 0])])
        var request = request(0..<2)
        let all = try store.trainingMatrix(request)
        #expect(all.featureNames == Sample.schema.names)
        #expect(all.schemaHash == Sample.schema.hash)
        #expect(all.withValues { $0.map(\.bitPattern) } == [1, 2, Float.nan, 0].map(\.bitPattern))
        request.featureNames = ["rsi_14"]
        #expect(try store.trainingMatrix(request).withValues(Array.init) == [2, 0])
        request.featureNames = ["rsi_14", "return_1"]
        let swapped = try store.trainingMatrix(request)
        #expect((swapped[0, 0], swapped[0, 1]) == (2, 1))
    }

    @Test func whatDoesNotExistIsAnError() throws {
        let store = try store([Sample.candle(0)], vectors: [Sample.vector(0)])
        var request = request(0..<1)
        request.featureNames = ["price"]
        #expect(
            failure { try store.trainingMatrix(request) }
                == .unknownFeature(name: "price", schemaHash: Sample.schema.hash))
        request.featureNames = nil
        request.schemaHash = "ff"
        #expect(failure { try store.trainingMatrix(request) } == .unknownSchema(hash: "ff"))
        request.instrument = Sample.ether
        #expect(failure { try store.trainingMatrix(request) } == .unknownInstrument("kraken ETH/USD"))
    }

    @Test func aMatrixIsReadAsOfAMoment() throws {
        let store = try store((0..<7).map { Sample.candle($0) }, vectors: (0..<7).map { Sample.vector($0, [1, 1]) })
        var later = StoreBatch()
        later.candles = [Sample.candle(5, close: 128_000, state: .repaired, delay: .seconds(3600))]
        later.vectors = .init(schema: Sample.schema, rows: [Sample.vector(0, [2, 2], delay: .seconds(3600))])
        try store.write(later)
        var request = request(0..<7)
        #expect(try store.trainingMatrix(request)[0, 0] == 2)
        #expect(try store.trainingMatrix(request).labels[0] > 0.6)
        request.asOf = Sample.minute(30)
        #expect(try store.trainingMatrix(request)[0, 0] == 1)
        #expect(try store.trainingMatrix(request).labels[0] == 0)
        // Half of the minutes were not known yet.
        request.asOf = Sample.minute(3) + .seconds(61)
        #expect(try store.trainingMatrix(request).rowCount == 4)
    }

    @Test func laterVersionsThanAPredictionCouldSeeAreLeftOut() throws {
        let store = try store(
            (0..<7).map { Sample.candle($0) },
            vectors: [
                Sample.vector(0, [1, 1]), Sample.vector(0, [2, 2], delay: .seconds(10)),
                Sample.vector(1, [3, 3], delay: .seconds(10)),
            ])
        var request = request(0..<7)
        // Sample vectors are known a second after the end of their minute.
        request.maximumLag = .seconds(1)
        let prompt = try store.trainingMatrix(request)
        #expect(prompt.openTimes == [Sample.minute(0)])
        #expect(prompt[0, 0] == 1)
        request.maximumLag = .seconds(11)
        #expect(try store.trainingMatrix(request).withValues { Array($0) } == [2, 2, 3, 3])
    }

    /// Against the definition, written down plainly, on candles with holes, states and corrections by chance.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func agreesWithTheDefinition(_ seed: UInt64) throws {
        var random = RandomSource(seed: seed)
        let states: [Candle.State] = [.final, .final, .final, .final, .final, .repaired, .empty, .outage, .incomplete]
        var versions: [Candle] = []
        var vectors: [FeatureVector] = []
        for index in 0..<200 where random.index(below: 12) > 0 {
            for version in 0...random.index(below: 3) {
                let close = 60_000 + Int64(random.index(below: 8000))
                let delay = Duration.seconds(30 * version)
                versions.append(
                    Sample.candle(index, close: close, state: states[random.index(below: states.count)], delay: delay))
                if random.index(below: 5) > 0 {
                    vectors.append(Sample.vector(index, [Double(close), Double(version)], delay: delay))
                }
            }
        }
        let asOf = Sample.minute(150)
        var request = request(10..<190, horizon: 3)
        request.asOf = asOf
        let matrix = try store(versions, vectors: vectors).trainingMatrix(request)
        let newest = Dictionary(versions.filter { $0.knownTime <= asOf }.map { ($0.openTime, $0) }) {
            $0.knownTime > $1.knownTime ? $0 : $1
        }
        let rows = Dictionary(vectors.filter { $0.knownTime <= asOf }.map { ($0.openTime, $0) }) {
            $0.knownTime > $1.knownTime ? $0 : $1
        }
        #expect(matrix.openTimes == rows.keys.filter(Sample.minutes(10..<190).contains).sorted())
        for (index, time) in matrix.openTimes.enumerated() {
            let path = (0...3).map { newest[time + .seconds(60 * $0)] }
            let isObserved = path.allSatisfy { $0.map { [.final, .repaired, .empty].contains($0.state) } ?? false }
            #expect(matrix.labels[index].isNaN != isObserved)
            if isObserved, let first = path[0], let last = path[3] {
                #expect(matrix.labels[index] == Float(log(Double(last.close.raw) / Double(first.close.raw))))
            }
            #expect(rows[time]?.values.map(Float.init) == [matrix[index, 0], matrix[index, 1]])
        }
    }
}
