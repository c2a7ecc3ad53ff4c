import Testing
import WickDomain
import WickFeatures
import WickPipeline
import WickSimulation

@Suite struct FeatureStageTests {
    private typealias Sample = FeatureSample
    private let bitcoin = FeatureSample.bitcoin
    private let ether = FeatureSample.ether

    private func column(_ name: String) -> Int { FeatureSet.schema.names.firstIndex(of: name) ?? 0 }

    /// A stage, what came out of it, and shorter words for feeding it.
    private struct Run {
        var stage = FeatureStage()
        var vectors: [FeatureVector] = []

        mutating func fold(_ candles: [Candle], scores: [SentimentScore] = [], clock: Timestamp) {
            stage.fold(candles, scores: scores, clock: clock, into: &vectors)
        }

        mutating func finish() { stage.finish(into: &vectors) }

        /// Both instruments' minutes, each known a second after its end.
        mutating func pass(_ minutes: Range<Int>) {
            for minute in minutes {
                let candles = [FeatureSample.bitcoin, FeatureSample.ether].map { FeatureSample.candle($0, minute) }
                fold(candles, clock: FeatureSample.time(minute + 1, 1.5))
            }
        }
    }

    @Test func everyMinuteOfBothInstrumentsHasOneVector() {
        var run = Run()
        run.pass(0..<100)
        #expect(run.vectors.count == 200)
        #expect(run.stage.counts == .init(vectors: 200))
        let last = run.vectors.suffix(2)
        #expect(last.map(\.instrument) == [bitcoin, ether])
        #expect(last.allSatisfy { $0.knownTime == Sample.time(100, 1) && $0.openTime == Sample.time(99) })
        for vector in last { #expect(vector.values[column("other_return_15")].isFinite) }
    }

    @Test func whatBecameKnownAtTheReadingItselfWaitsForTheNext() {
        var run = Run()
        run.fold([Sample.candle(bitcoin, 0)], clock: Sample.time(1, 1))
        #expect(run.vectors.isEmpty)
        run.fold([], clock: Sample.time(1, 1.1))
        #expect(run.vectors.count == 1)
    }

    @Test func runningCandlesAreLeftOut() {
        var run = Run()
        run.fold([Sample.candle(bitcoin, 0, state: .open)], clock: Sample.time(3))
        run.finish()
        #expect(run.vectors.isEmpty)
    }

    @Test func aVectorWaitsForTheCompanionAndIsKnownWithIt() {
        var run = Run()
        run.pass(0..<20)
        run.vectors = []
        run.fold([Sample.candle(bitcoin, 20)], clock: Sample.time(21, 2.5))
        #expect(run.vectors.isEmpty)
        run.fold([Sample.candle(ether, 20, known: 2.6)], clock: Sample.time(21, 3))
        #expect(run.vectors.map(\.knownTime) == [Sample.time(21, 2.6), Sample.time(21, 2.6)])
        #expect(run.vectors[0].values[column("other_return_1")].isFinite)
    }

    @Test func theCompanionIsInTimeAtTheLastMomentOfTheGrace() {
        var run = Run()
        run.pass(0..<20)
        run.vectors = []
        run.fold([Sample.candle(bitcoin, 20)], clock: Sample.time(21, 3))
        run.fold([Sample.candle(ether, 20, known: 3)], clock: Sample.time(21, 4))
        #expect(run.vectors.count == 2 && run.vectors[0].values[column("other_return_1")].isFinite)
    }

    @Test func aCompanionThatComesLaterIsACorrection() {
        var run = Run()
        run.pass(0..<100)
        run.vectors = []
        run.fold([Sample.candle(bitcoin, 100)], clock: Sample.time(101, 10))
        #expect(run.vectors.map(\.knownTime) == [Sample.time(101, 3)])
        #expect(run.vectors[0].values[column("other_return_1")].isNaN)
        #expect(run.vectors[0].values[column("return_1")].isFinite)
        run.fold([Sample.candle(ether, 100, known: 20)], clock: Sample.time(101, 30))
        #expect(run.vectors.map(\.instrument) == [bitcoin, bitcoin, ether])
        #expect(run.vectors[1].knownTime == Sample.time(101, 20))
        #expect(run.stage.counts == .init(vectors: 202, revisions: 1))
        var together = Run()
        together.pass(0..<101)
        #expect(newest(run.vectors) == newest(Array(together.vectors.suffix(2))))
    }

    @Test func aCompanionThatHasFallenSilentIsNotWaitedFor() {
        var run = Run()
        run.pass(0..<20)
        for minute in 20..<30 { run.fold([Sample.candle(bitcoin, minute)], clock: Sample.time(minute + 1, 50)) }
        let delays = run.vectors.suffix(10).map { ($0.knownTime - $0.openTime).seconds }
        #expect(delays == [63, 63, 63, 63, 63, 61, 61, 61, 61, 61])
    }

    @Test func marketsOfOtherVenuesAndQuotesAreNoCompanions() {
        var run = Run()
        let strangers = [Sample.instrument("ETHUSDT", .binance), Sample.instrument("ETH/EUR")]
        for minute in 0..<30 {
            run.fold(
                ([bitcoin] + strangers).map { Sample.candle($0, minute) }, clock: Sample.time(minute + 1, 1.5))
        }
        #expect(run.vectors.count == 90)
        for vector in run.vectors { #expect(vector.values[column("other_return_1")].isNaN) }
    }

    @Test func aCorrectionMakesNewVersionsOfBothInstrumentsVectors() {
        var run = Run()
        run.pass(0..<300)
        let first = newest(run.vectors)
        run.vectors = []
        run.fold([Sample.candle(ether, 250, known: 4000, shift: 5, state: .repaired)], clock: Sample.time(400))
        #expect(Set(run.vectors.map(\.instrument)) == [bitcoin, ether])
        #expect(run.vectors.allSatisfy { $0.openTime >= Sample.time(250) && $0.knownTime == Sample.time(251, 4000) })
        var straight = Run()
        for minute in 0..<300 {
            let shift = minute == 250 ? 5 : 0
            straight.fold(
                [Sample.candle(bitcoin, minute), Sample.candle(ether, minute, shift: shift)],
                clock: Sample.time(minute + 1, 1.5))
        }
        let corrected = first.merging(newest(run.vectors)) { _, new in new }
        #expect(corrected == newest(straight.vectors))
        #expect(corrected != first)
    }

    @Test func scoresCountFromTheMinuteInWhichTheyBecameKnown() {
        let name = column("sentiment_1h")
        var run = Run()
        run.pass(0..<5)
        // Exactly at the end of minute 5: still in.
        run.fold([], scores: [Sample.score("a", .btc, 0.5, at: Sample.time(6))], clock: Sample.time(6, 0.5))
        run.fold([], scores: [Sample.score("b", .market, -0.5, at: Sample.time(6, 0.7))], clock: Sample.time(6, 0.8))
        run.pass(5..<8)
        func values(_ instrument: Instrument) -> [Double] {
            run.vectors.filter { $0.instrument == instrument }.map { $0.values[name] }
        }
        #expect(values(bitcoin)[4].isNaN && values(bitcoin)[5] == 0.5)
        #expect(abs(values(bitcoin)[6]) < 0.01 && values(bitcoin)[6] != 0)
        #expect(values(ether)[5].isNaN && values(ether)[6] == -0.5)
        #expect(run.stage.counts.revisions == 0)
    }

    @Test func aScoreThatArrivesLateMakesNewVersions() {
        let score = Sample.score("a", .btc, 0.5, at: Sample.time(50, 30))
        var late = Run()
        late.pass(0..<60)
        late.fold([], scores: [score], clock: Sample.time(61, 2))
        late.finish()
        #expect(late.stage.counts == .init(vectors: 120, revisions: 10, late: 1))
        #expect(late.vectors.suffix(10).allSatisfy { $0.knownTime == Sample.time(60, 1) })
        var early = Run()
        early.fold([], scores: [score], clock: Sample.time(0))
        early.pass(0..<60)
        #expect(newest(late.vectors) == newest(early.vectors))
    }

    @Test func historyWarmsUpWithoutVectors() {
        var whole = Run()
        whole.pass(0..<400)
        var run = Run()
        let history = (0..<300).flatMap { minute in [bitcoin, ether].map { Sample.candle($0, minute) } }
        run.stage.warmUp(with: history)
        run.pass(300..<400)
        #expect(run.vectors.map(bits) == whole.vectors.suffix(200).map(bits))
        #expect(run.stage.counts == .init(vectors: 200))
    }

    @Test func theEndFlushesWhatWaits() {
        var run = Run()
        run.pass(0..<10)
        run.fold([Sample.candle(bitcoin, 10)], clock: Sample.time(11, 1))
        #expect(run.vectors.count == 20)
        run.finish()
        #expect(run.vectors.count == 21 && run.vectors[20].knownTime == Sample.time(11, 3))
    }

    @Test func candlesBeyondAllRecordsAreCounted() {
        var run = Run()
        run.pass(20..<30)
        run.fold([Sample.candle(bitcoin, 3, known: 9000)], clock: Sample.time(400))
        #expect(run.stage.counts.expired == 1)
    }
}

/// The same inputs in every order and cut that they can come in.
@Suite struct FeatureStageOrderTests {
    private typealias Sample = FeatureSample

    private enum Input {
        case candle(Candle)
        case score(SentimentScore)

        var known: Timestamp {
            switch self {
            case .candle(let candle): candle.knownTime
            case .score(let score): score.scoredTime
            }
        }
    }

    /// Two instruments, one of which appears late and is often late by seconds; corrections, missing minutes, scores.
    private func inputs(seed: UInt64) -> [Input] {
        var chance = RandomSource(seed: seed)
        var inputs: [Input] = []
        for minute in 0..<240 {
            for instrument in [Sample.bitcoin, Sample.ether] {
                if instrument == Sample.ether, minute < 40 || (100..<110).contains(minute) { continue }
                if chance.chance(0.02) { continue }
                let delay = chance.chance(0.2) ? Double(Int.random(in: 1...5, using: &chance)) : 1
                let state: Candle.State = chance.chance(0.03) ? .incomplete : .final
                inputs.append(.candle(Sample.candle(instrument, minute, known: delay, state: state)))
                guard chance.chance(0.1) else { continue }
                let later = Double(Int.random(in: 5...1200, using: &chance))
                inputs.append(.candle(Sample.candle(instrument, minute, known: later, shift: 3, state: .repaired)))
            }
            if chance.chance(0.3) {
                let moment = Sample.time(minute, Double(Int.random(in: 0...60, using: &chance)))
                let subject = chance.pick(SentimentScore.Subject.allCases)
                inputs.append(.score(Sample.score("h\(minute)", subject, chance.uniform(-1, 1), at: moment)))
            }
        }
        return inputs.sorted { $0.known < $1.known }
    }

    /// Shuffled within a moment, cut anywhere, with readings of the clock in between that are true.
    private func run(_ inputs: [Input], seed: UInt64, cut: Double) -> [String] {
        var chance = RandomSource(seed: seed)
        var stage = FeatureStage()
        var vectors: [FeatureVector] = []
        var batch: [Input] = []
        func deliver(clock: Timestamp) {
            // An instrument's own versions keep their order: all have moments of their own here.
            batch.shuffle(using: &chance)
            let candles = batch.compactMap { if case .candle(let candle) = $0 { candle } else { nil } }
            let scores = batch.compactMap { if case .score(let score) = $0 { score } else { nil } }
            stage.fold(candles, scores: scores, clock: clock, into: &vectors)
            batch = []
        }
        for (index, input) in inputs.enumerated() {
            batch.append(input)
            guard chance.chance(cut) else { continue }
            // Anything from what this became known at, to what the next one will.
            let next = index + 1 < inputs.count ? inputs[index + 1].known : input.known
            let span = (next - input.known).microseconds
            deliver(clock: input.known + .microseconds(Int64.random(in: 0...max(0, span), using: &chance)))
        }
        deliver(clock: inputs[inputs.count - 1].known)
        stage.finish(into: &vectors)
        #expect(stage.counts.late == 0)
        return vectors.map(bits)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func neitherOrderNorBatchesNorReadingsLeaveATrace(seed: UInt64) {
        let inputs = inputs(seed: seed)
        let whole = run(inputs, seed: 0, cut: 0)
        #expect(whole.count > 450)
        for cut in [0.01, 0.1, 0.5, 1] {
            for order in [1, 2] as [UInt64] { #expect(run(inputs, seed: order, cut: cut) == whole, "cut \(cut)") }
        }
    }

    @Test func knownTimesNeverGoBack() {
        var stage = FeatureStage()
        var vectors: [FeatureVector] = []
        for input in inputs(seed: 4) {
            if case .candle(let candle) = input { stage.fold([candle], clock: candle.knownTime, into: &vectors) }
        }
        stage.finish(into: &vectors)
        for (earlier, later) in zip(vectors, vectors.dropFirst()) { #expect(earlier.knownTime <= later.knownTime) }
    }
}
