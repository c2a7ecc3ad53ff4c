import Testing
import WickDomain
import WickFeatures

@Suite struct CandleFolderTests {
    private func minute(
        _ index: Int, _ prices: (Int64, Int64, Int64, Int64), volume: Int64 = 1, state: Candle.State = .final
    ) -> Candle {
        let hasTrades = volume > 0
        return Candle(
            instrument: Timeline.instrument, timeframe: .oneMinute, openTime: Timeline.time(Double(index) * 60),
            open: price(prices.0), high: price(prices.1), low: price(prices.2), close: price(prices.3),
            volume: Volume(raw: Int128(volume)), buyVolume: Volume(raw: Int128(volume)),
            notional: Notional(raw: Int128(volume * prices.3)),
            tradeCount: Int(volume),
            identifiers: hasTrades ? .init(first: UInt64(index * 10), last: UInt64(index * 10 + 5)) : nil,
            state: state, knownTime: Timeline.time(Double(index) * 60 + 61))
    }

    private func price(_ value: Int64) -> Price { Price(raw: value * 1_000_000_000) }

    private func flat(_ index: Int, _ value: Int64, state: Candle.State = .empty) -> Candle {
        minute(index, (value, value, value, value), volume: 0, state: state)
    }

    @Test func fiveMinutesMakeOneCandle() throws {
        let minutes = [
            minute(0, (10, 14, 9, 12)), minute(1, (12, 13, 7, 8), volume: 3), minute(2, (8, 20, 8, 19)),
            minute(3, (19, 19, 18, 18)),
            minute(4, (18, 18, 17, 17)),
        ]
        let folded = try #require(CandleFolder.fold(minutes, into: .fiveMinutes))
        #expect([folded.open, folded.high, folded.low, folded.close] == [10, 20, 7, 17].map(price))
        #expect(folded.volume.raw == 7)
        #expect(folded.tradeCount == 7)
        #expect(folded.notional == Notional(raw: 12 + 24 + 19 + 18 + 17))
        #expect(folded.identifiers == .init(first: 0, last: 45))
        #expect(folded.state == .final)
        #expect(folded.openTime == Timeline.noon)
        #expect(folded.knownTime == minutes[4].knownTime)
    }

    @Test func aQuietFirstMinuteDoesNotSetTheOpen() throws {
        let minutes = [flat(0, 99), minute(1, (10, 11, 9, 10)), flat(2, 10), flat(3, 10), flat(4, 10)]
        let folded = try #require(CandleFolder.fold(minutes, into: .fiveMinutes))
        #expect([folded.open, folded.high] == [10, 11].map(price))
        #expect(folded.state == .final)
        let quiet = try #require(CandleFolder.fold((0..<5).map { flat($0, 99) }, into: .fiveMinutes))
        #expect(quiet.state == .empty)
        #expect(quiet.open == price(99))
        #expect(quiet.identifiers == nil)
    }

    @Test(arguments: [
        ([Candle.State.final, .final, .final, .final, .repaired], Candle.State.repaired),
        ([.final, .incomplete, .final, .final, .repaired], .incomplete),
        ([.final, .outage, .final, .final, .final], .incomplete),
        ([.outage, .outage, .outage, .outage, .outage], .outage), ([.final, .empty, .final, .empty, .final], .final),
        ([.final, .final, .final, .final, .open], .open), ([.final, .final, .final], .open),
    ])
    func theStateIsTheLeastCertain(states: [Candle.State], expected: Candle.State) {
        let minutes = states.enumerated().map { index, state in
            state == .outage || state == .empty
                ? flat(index, 10, state: state) : minute(index, (10, 10, 10, 10), state: state)
        }
        #expect(CandleFolder.fold(minutes, into: .fiveMinutes)?.state == expected)
    }

    @Test func aMinuteMissingAtTheStartMakesItIncomplete() {
        let minutes = (2..<5).map { minute($0, (10, 10, 10, 10)) }
        #expect(CandleFolder.fold(minutes, into: .fiveMinutes)?.state == .incomplete)
    }

    @Test func correctionsGiveNewVersions() {
        var folder = CandleFolder(timeframe: .fiveMinutes)
        for index in 0..<4 { #expect(folder.add(minute(index, (10, 10, 10, 10))).isEmpty) }
        #expect(folder.openCandles.map(\.state) == [.open])
        #expect(folder.add(minute(4, (10, 12, 10, 11))).map(\.close) == [price(11)])
        #expect(folder.openCandles.isEmpty)
        #expect(folder.add(minute(2, (10, 30, 10, 10), state: .repaired)).map(\.high) == [price(30)])
        #expect(folder.add(minute(5, (10, 10, 10, 10))).isEmpty)
        // Minutes 6 to 9 never come.
        #expect(folder.add(minute(12, (10, 10, 10, 10))).map(\.state) == [.incomplete])
    }

    @Test func everyTimeframeHoldsTheSameSums() {
        var volumes: [Timeframe: Int128] = [:]
        for timeframe in Timeframe.allCases {
            var folder = CandleFolder(timeframe: timeframe)
            // Two days from midnight on.
            for index in 720..<720 + 2880 {
                for candle in folder.add(minute(index, (10, 10, 10, 10), volume: Int64(index & 7))) {
                    volumes[timeframe, default: 0] += candle.volume.raw
                }
            }
        }
        #expect(Set(volumes.values).count == 1)
        #expect(volumes.count == 6)
    }

    /// Eight days and more in which minutes come late, by less than what is shared, by more, and beyond what can be corrected.
    @Test func sharingTheNewestMinutesChangesNoCandle() throws {
        let delays = [1, 40, 700, 3000, 11_600]
        var order = (0..<12_000).map { (due: $0, minute: $0) }
        for index in order.indices where index % 37 == 0 { order[index].due += delays[index / 37 % delays.count] }
        order.sort { ($0.due, $0.minute) < ($1.due, $1.minute) }
        var plain = CandleFolder(timeframes: Timeframe.allCases, recentCount: .max)
        var sharing = CandleFolder(timeframes: Timeframe.allCases, recentCount: 500)
        var newest: [Timestamp: Candle] = [:]
        var refused = 0
        for (_, index) in order {
            let version = minute(index, (10, 11 + Int64(index % 5), 9, 10), state: index % 37 == 0 ? .repaired : .final)
            let folded = sharing.add(version)
            #expect(folded == plain.add(version))
            if folded.isEmpty { refused += 1 } else { newest[version.openTime] = version }
        }
        #expect(refused == 4)
        let recent = sharing.recentMinutes
        #expect((500...756).contains(recent.count) && plain.recentMinutes.count > 10_080)
        #expect(recent == newest.values.sorted { $0.openTime < $1.openTime }.suffix(recent.count))
        #expect(sharing.openCandles == plain.openCandles)
    }
}
