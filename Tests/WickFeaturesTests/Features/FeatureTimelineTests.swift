import Testing
import WickDomain
import WickFeatures

@Suite struct FeatureTimelineTests {
    private static let walk = MinuteInput.walk(1500, seed: 21)

    private func candle(
        _ minute: Int, _ state: Candle.State = .final, shift: Int64 = 0, known: Timestamp? = nil
    ) -> Candle {
        let input = Self.walk[minute % Self.walk.count]
        func price(_ value: Double) -> Price { Price(raw: Int64(value * 1e9) + shift) }
        return Candle(
            instrument: Timeline.instrument, timeframe: .oneMinute, openTime: openTime(minute), open: price(input.open),
            high: price(input.high), low: price(input.low), close: price(input.close),
            volume: Volume(raw: Int128(input.volume * 1e8)), buyVolume: Volume(raw: Int128(input.buyVolume * 1e8)),
            notional: nil, tradeCount: Int(input.tradeCount), identifiers: nil, state: state,
            knownTime: known ?? openTime(minute) + .seconds(61))
    }

    /// Passes everything there is; the newest vector of each minute.
    private func pass(_ timeline: inout FeatureTimeline, into newest: inout [Int64: [Double]]) {
        while timeline.next < timeline.end {
            let number = timeline.next
            if let values = timeline.pass(companion: .unknown, sentiment: .none) { newest[number] = values }
        }
    }

    private func vectors(_ candles: [Candle]) -> [Int64: [Double]] {
        var timeline = FeatureTimeline(instrument: Timeline.instrument)
        var newest: [Int64: [Double]] = [:]
        for candle in candles {
            _ = timeline.set(candle)
            pass(&timeline, into: &newest)
        }
        return newest
    }

    private func isSame(_ left: [Int64: [Double]], _ right: [Int64: [Double]]) -> Bool {
        left.keys.sorted() == right.keys.sorted() && left.allSatisfy { identical($1, right[$0] ?? []) }
    }

    @Test func aCorrectionGivesWhatTheCorrectedMinuteWouldHaveGivenAtOnce() {
        var timeline = FeatureTimeline(instrument: Timeline.instrument)
        var newest: [Int64: [Double]] = [:]
        for minute in 0..<1000 {
            _ = timeline.set(candle(minute, minute == 400 ? .outage : .final))
            pass(&timeline, into: &newest)
        }
        let first = newest
        let corrected = candle(400, .repaired, shift: 10_000_000, known: openTime(1001))
        #expect(timeline.set(corrected) == .passed)
        timeline.rewind(to: FeatureTimeline.number(of: openTime(400)))
        #expect(timeline.next <= FeatureTimeline.number(of: openTime(400)))
        pass(&timeline, into: &newest)
        let straight = (0..<1000).map { $0 == 400 ? corrected : candle($0) }
        #expect(isSame(newest, vectors(straight)))
        #expect(!isSame(newest, first))
        // Versions are made of those that changed only: none before the minute.
        let before = FeatureTimeline.number(of: openTime(400))
        #expect(first.filter { $0.key < before }.allSatisfy { identical($1, newest[$0] ?? []) })
        #expect(timeline.vectorCount == 1000 && timeline.revisionCount > 0 && timeline.revisionCount <= 600)
    }

    @Test func aVersionThatChangesNothingMakesNoVector() {
        var timeline = FeatureTimeline(instrument: Timeline.instrument)
        var newest: [Int64: [Double]] = [:]
        for minute in 0..<300 { _ = timeline.set(candle(minute)) }
        pass(&timeline, into: &newest)
        #expect(timeline.set(candle(100, .repaired, known: openTime(300))) == .unchanged)
        timeline.rewind(to: FeatureTimeline.number(of: openTime(100)))
        while timeline.next < timeline.end {
            let values = timeline.pass(companion: .unknown, sentiment: .none)
            #expect(values == nil)
        }
    }

    @Test func theNewestVersionByKnownTimeCounts() {
        var timeline = FeatureTimeline(instrument: Timeline.instrument)
        let number = FeatureTimeline.number(of: openTime(0))
        #expect(timeline.set(candle(0, shift: 5, known: openTime(3))) == .ahead)
        #expect(timeline.set(candle(0, .repaired, known: openTime(2))) == .superseded)
        #expect(timeline.minute(number) == MinuteInput(candle(0, shift: 5)))
        #expect(timeline.knownTime(number) == openTime(3))
    }

    @Test func missingMinutesAreUnknownAndHaveNoVector() {
        let gap = (0..<200).filter { !(100..<103).contains($0) }.map { candle($0) }
        let outage = (0..<200).map { candle($0, (100..<103).contains($0) ? .outage : .final) }
        let (missing, told) = (vectors(gap), vectors(outage))
        #expect(missing.count == 197 && told.count == 200)
        for (number, values) in missing { #expect(identical(values, told[number] ?? [])) }
        let column = FeatureSet.definitions.firstIndex { $0.name == "rsi_14" } ?? 0
        #expect(missing[FeatureTimeline.number(of: openTime(103))]?[column].isNaN == true)
    }

    @Test func aGapBeyondTheRetentionBeginsAnew() {
        let apart = FeatureTimeline.maximumMinutes + 2
        let second = (0..<100).map { candle($0 + 50 + apart) }
        let joined = vectors((0..<50).map { candle($0) } + second)
        let alone = vectors(second)
        for (number, values) in alone { #expect(identical(values, joined[number] ?? [])) }
        #expect(joined.count == 150)
    }

    @Test func correctionsReachBackSevenDaysAndNotForEver() {
        var timeline = FeatureTimeline(instrument: Timeline.instrument)
        var newest: [Int64: [Double]] = [:]
        let count = 2 * FeatureTimeline.maximumMinutes + 500
        for minute in 0..<count {
            _ = timeline.set(candle(minute))
            _ = timeline.pass(companion: .unknown, sentiment: .none)
        }
        let last = openTime(count)
        #expect(timeline.set(candle(0, .repaired, shift: 7, known: last)) == .expired)
        let oldest = count - FeatureTimeline.maximumMinutes
        #expect(timeline.set(candle(oldest, .repaired, shift: 7, known: last)) == .passed)
        timeline.rewind(to: FeatureTimeline.number(of: openTime(oldest)))
        #expect(timeline.next <= FeatureTimeline.number(of: openTime(oldest)))
        pass(&timeline, into: &newest)
        #expect(newest[FeatureTimeline.number(of: openTime(oldest))] != nil)
        #expect(newest.keys.allSatisfy { $0 >= FeatureTimeline.number(of: openTime(oldest)) })
    }

    @Test func onlyWholeMinutesTellAnything() {
        for state in Candle.State.allCases {
            let input = MinuteInput(candle(0, state))
            let isWhole = [.final, .repaired, .empty].contains(state)
            #expect(input.close.isNaN != isWhole && input.volume.isNaN != isWhole, "\(state)")
        }
    }
}
