import Testing
import WickDomain
import WickFeatures

/// Sums that do not fit are a state of the candle, never a trap.
@Suite struct CandleSumsTests {
    private func trade(_ id: UInt64, _ second: Double, _ price: Int64, _ quantity: Quantity) -> Trade {
        Trade(
            instrument: Timeline.instrument, id: id, eventTime: Timeline.time(second),
            knownTime: Timeline.time(second + 0.05), price: Price(raw: price), quantity: quantity, takerSide: .buy)
    }

    @Test func volumesBeyond64BitsAreExact() throws {
        var timeline = Timeline()
        timeline.add(Timeline.trade(1, at: -70), Timeline.trade(2, at: -1))
        timeline.add(trade(3, 1, 3870, try Quantity("150000108000")), trade(4, 2, 3871, try Quantity("0.00000001")))
        timeline.advance(to: 62)
        let candle = try #require(timeline.versions.last)
        #expect(candle.volume.description == "150000108000.00000001" && candle.buyVolume == candle.volume)
        #expect(candle.notional?.description == "580500.41796000000003871")
        #expect(candle.state == .final)
    }

    @Test func aNotionalThatDoesNotFitIsUnknown() throws {
        var timeline = Timeline()
        timeline.add(Timeline.trade(1, at: -70), Timeline.trade(2, at: -1))
        let large = Quantity(raw: 9_000_000_000_000_000_000)
        for id in 3..<8 as Range<UInt64> { timeline.add(trade(id, 1, .max, large)) }
        timeline.advance(to: 62)
        let candle = try #require(timeline.versions.last)
        #expect(candle.notional == nil && candle.isNotionalTooLarge)
        #expect(candle.state == .final && candle.tradeCount == 5 && candle.volume.raw == 45_000_000_000_000_000_000)
        #expect(MinuteInput(candle).volume == 450_000_000_000)
    }

    @Test func whatTheVolumeHasNoRoomForIsLeftOutOfAnIncompleteMinute() throws {
        var timeline = Timeline()
        timeline.add(Timeline.trade(1, at: -70), Timeline.trade(2, at: -1))
        timeline.add(trade(3, 1, 1, Quantity(raw: Volume.maximum.raw)), trade(4, 2, 1, Quantity(raw: .max)))
        timeline.add(trade(5, 3, 7, Quantity(raw: 1)))
        timeline.advance(to: 62)
        let candle = try #require(timeline.versions.last)
        #expect(candle.state == .incomplete && candle.tradeCount == 1 && candle.volume == .maximum)
        #expect(timeline.builder.counts.unfolded == 2)
        #expect(Candle.problem(candle) == nil)
    }

    @Test func theLargestIdsMayBeginAndEndAMinute() throws {
        let half = UInt64(1) << 63
        var timeline = Timeline()
        timeline.add(Timeline.trade(half - 1, at: 1), Timeline.trade(half, at: 2))
        timeline.add(Timeline.trade(.max, at: 3), Timeline.trade(.max - 1, at: 3))
        timeline.add(Timeline.trade(.max, at: 3))
        timeline.advance(to: 62)
        let candle = try #require(timeline.versions.last)
        #expect(candle.identifiers == .init(first: half - 1, last: .max))
        #expect(candle.state == .incomplete && timeline.builder.counts.duplicates == 1)
        timeline.builder.repair(
            with: [], absent: 0 ... .max, completeSince: nil, receivedTime: Timeline.time(70), into: &timeline.versions)
        timeline.add(Timeline.trade(0, at: 4, received: 71))
        #expect(timeline.builder.counts.trades == 5)
    }

    @Test func timesFromTheEndsOfTimeAreNoTrap() {
        for (first, second) in [(Timestamp.distantPast, Timestamp.distantFuture), (.distantFuture, .distantPast)] {
            var builder = CandleBuilder(instrument: Timeline.instrument)
            var versions: [Candle] = []
            for (id, time) in [first, Timeline.noon, second].enumerated() {
                let trade = Trade(
                    instrument: Timeline.instrument, id: UInt64(id), eventTime: time, knownTime: Timeline.noon,
                    price: Price(raw: 1), quantity: Quantity(raw: 1), takerSide: .sell)
                builder.add([trade], receivedTime: Timeline.noon, into: &versions)
            }
            builder.markUnobserved(
                Timestamp.distantPast..<Timestamp.distantFuture, receivedTime: Timeline.noon, into: &versions)
            #expect(builder.counts.trades + builder.counts.expired == 3)
        }
    }

    @Test func idsWhoseTimesRunBackwardsProveNothing() {
        var timeline = Timeline()
        timeline.add(Timeline.trade(1, at: 5))
        timeline.add(Timeline.trade(2, at: 3, received: 5.2))
        timeline.unwatched(0, 10)
        timeline.add(Timeline.trade(3, at: 2, received: 11))
        timeline.advance(to: 62)
        #expect(timeline.versions.map(\.state) == [.incomplete])
    }

    private func minute(_ index: Int, volume: Volume, notional: Notional, trades: Int) -> Candle {
        let openTime = Timeline.time(Double(index) * 60)
        return Candle(
            instrument: Timeline.instrument, timeframe: .oneMinute, openTime: openTime, open: Price(raw: 1),
            high: Price(raw: 1), low: Price(raw: 1), close: Price(raw: 1), volume: volume, buyVolume: volume,
            notional: notional, tradeCount: trades, identifiers: .init(first: 1, last: .max), state: .final,
            knownTime: openTime)
    }

    @Test func largerCandlesKnowWhatFits() throws {
        let large = (0..<5).map { minute($0, volume: .maximum, notional: Notional(raw: .max / 2), trades: .max / 2) }
        let folded = try #require(CandleFolder.fold(large, into: .fiveMinutes))
        #expect(folded.notional == nil && folded.tradeCount == nil && folded.isNotionalTooLarge)
        #expect(folded.volume.raw == 5 * Volume.maximum.raw && folded.state == .final)
        let wrong = (0..<5).map { minute($0, volume: Volume(raw: .max / 2), notional: .zero, trades: 1) }
        let cut = try #require(CandleFolder.fold(wrong, into: .fiveMinutes))
        #expect(cut.volume == .maximum && cut.buyVolume == nil && cut.state == .incomplete)
    }
}

extension Candle {
    fileprivate static func problem(_ candle: Candle) -> String? {
        problem(
            open: candle.open, high: candle.high, low: candle.low, close: candle.close, volume: candle.volume,
            buyVolume: candle.buyVolume, notional: candle.notional, tradeCount: candle.tradeCount)
    }
}
