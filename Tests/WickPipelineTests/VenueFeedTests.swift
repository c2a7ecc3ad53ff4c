import Testing
import WickDomain
import WickFrames
import WickVenues

/// Whole timelines on a virtual clock: a feed against a venue that misbehaves by script.
@Suite struct VenueFeedTests {
    /// A trade every 0.7 s.
    static func prints(_ symbol: String, until end: Double, from first: Double = -100, id: UInt64 = 5000) -> [FakeVenue
        .Print]
    {
        stride(from: first, to: end, by: 0.7).enumerated().map {
            FakeVenue.Print(id: id + UInt64($0.offset), second: $0.element, symbol: symbol)
        }
    }

    /// The id of the first trade after this second.
    static func id(after second: Double, in prints: [FakeVenue.Print]) -> UInt64 {
        prints.first { $0.second >= second }?.id ?? 0
    }

    static func symbols(_ venue: Venue) -> [String] {
        switch venue {
        case .kraken: ["BTC/USD", "ETH/USD"]
        case .coinbase: ["BTC-USD", "ETH-USD"]
        default: ["BTCUSDT", "ETHUSDT"]
        }
    }

    private static let btc = prints("BTC/USD", until: 300)

    @Test func theFirstCandleIsFilledAndEverythingIsWhole() throws {
        let run = try LiveRun(.kraken, Self.btc).run(until: 200)
        #expect(run.latest.count == 3)
        #expect(run.latest.first?.openTime == FakeVenue.start)
        #expect(run.latest.allSatisfy { $0.state == .final })
        #expect(run.latest.map(\.tradeCount) == [86, 86, 85])
        #expect(run.venue.connectTimes == [0])
        #expect(run.events.contains(.subscribed(Instrument(venue: .kraken, symbol: try Symbol("BTC/USD")))))
        #expect(run.status?.state == .live)
        #expect(run.replayed == run.candles)
    }

    @Test(arguments: [Venue.kraken, .binance, .coinbase])
    func afterEveryFaultCandlesAreThoseOfTheRunWithoutFaults(venue: Venue) throws {
        let symbols = Self.symbols(venue)
        let all = Self.prints(symbols[0], until: 900) + Self.prints(symbols[1], until: 900, from: -99.8, id: 90_000)
        let clean = try LiveRun(venue, all).run(until: 850)
        var faults = FakeVenue.Faults()
        faults.lost = Set(all.filter { $0.id % 41 == 0 && $0.second < 800 }.map(\.id)).union((5300...5320).map { $0 })
        faults.doubled = Set(all.filter { $0.id % 13 == 0 }.map(\.id))
        faults.drops = [75.2, 178, 181, 420.3, 599.99]
        faults.silences = [250...262]
        faults.refusesConnects = [420...440]
        faults.statuses = [(70...80, 429, "7"), (250...300, 503, nil)]
        let run = try LiveRun(venue, all, faults: faults).run(until: 850)
        #expect(run.latest.map(\.content) == clean.latest.map(\.content))
        #expect(run.latest.allSatisfy { $0.state == .final || $0.state == .repaired })
        #expect(run.latest.contains { $0.state == .repaired })
        #expect(run.replayed == run.candles)
        #expect(run.venue.connectTimes.count > 5)
        #expect(run.status?.state == .live)
    }

    @Test func tradesThatRESTDoesNotHaveEitherLeaveExactlyTheirCandlesIncomplete() throws {
        let all = Self.prints("BTCUSDT", until: 900)
        var faults = FakeVenue.Faults()
        let hidden = Self.id(after: 130, in: all)
        faults.hidden = [hidden, hidden + 1]
        faults.lost = [hidden + 5, Self.id(after: 310, in: all)]
        let run = try LiveRun(.binance, all, faults: faults).run(until: 600)
        let incomplete = run.latest.filter { $0.state == .incomplete }
        #expect(incomplete.map(\.openTime) == [FakeVenue.start + .seconds(120)])
        #expect(
            run.events.contains { event in
                guard case .unrecoverable(_, let ids, let after, let before, _) = event else { return false }
                return ids == hidden...hidden + 1 && after < before
            })
        #expect(run.status?.missing == 0)
        #expect(run.replayed == run.candles)
    }

    @Test func idsThatKrakenSkippedDoNotSpoilACandle() throws {
        let all = Self.btc.filter { $0.id % 50 != 0 }
        let run = try LiveRun(.kraken, all).run(until: 250)
        #expect(run.latest.allSatisfy { $0.state == .final || $0.state == .repaired })
        #expect(run.events.contains { if case .confirmedAbsent = $0 { true } else { false } })
        #expect(run.replayed == run.candles)
    }

    @Test func withContiguousIdsASkippedOneIsMissing() throws {
        var faults = FakeVenue.Faults()
        faults.hidden = [Self.id(after: 70, in: Self.btc)]
        let run = try LiveRun(.kraken, Self.btc, faults: faults) { $0.repair.idsAreContiguous = true }.run(until: 250)
        #expect(run.latest.filter { $0.state == .incomplete }.map(\.openTime) == [FakeVenue.start + .seconds(60)])
    }

    @Test func aRefusedSymbolDoesNotStopTheOthers() throws {
        for (venue, names) in [
            (Venue.kraken, ["BTC/USD", "FOO/BAR", "ETH/USD"]), (.binance, ["BTCUSDT", "FOOBAR", "ETHUSDT"]),
            (.coinbase, ["BTC-USD", "FOO-USD", "ETH-USD"]),
        ] {
            let all = Self.prints(names[0], until: 100) + Self.prints(names[2], until: 100, id: 80_000)
            var faults = FakeVenue.Faults()
            faults.refused = [names[1]: "no such pair"]
            let run = try LiveRun(venue, all, faults: faults, symbols: names).run(until: 90)
            let refusals = run.events.compactMap { event -> String? in
                if case .refused(_, let symbol, let reason) = event { "\(symbol): \(reason)" } else { nil }
            }
            #expect(refusals.count == 1)
            #expect(refusals.first?.hasPrefix("\(names[1]): no such pair") == true)
            #expect(run.latest.map(\.instrument.symbol.description) == [names[0], names[2]])
            #expect(run.status?.state == .live)
        }
    }

    @Test func silenceOnAnOpenSocketIsNoticedAndTheGapRecorded() throws {
        var faults = FakeVenue.Faults()
        faults.silences = [100...130]
        let run = try LiveRun(.kraken, Self.btc, faults: faults)
        run.run(until: 104)
        guard case .stale = run.status?.state else { return #expect(Bool(false), "a green light over a dead socket") }
        run.run(until: 200)
        let gaps = run.frames.flatMap { batch in
            var notes: [GapNote] = []
            batch.forEach { entry, payload in
                if entry.origin == .gap { notes += GapNote(payload: payload).map { [$0] } ?? [] }
            }
            // The first connection after it is not answered either, and says so of its symbol.
            return notes.filter { $0.symbol == nil }
        }
        #expect(gaps.allSatisfy { $0.reason == "no message for 5 s" && $0.venue == .kraken })
        // Said at once, ahead of each try, and at the end all of it.
        #expect(gaps.count > 2)
        for (gap, next) in zip(gaps.dropLast(), gaps.dropFirst().dropLast()) { #expect(gap.to == next.from) }
        for gap in [gaps.first, gaps.last] {
            #expect(gap.map { ($0.from - FakeVenue.start).seconds.rounded() } == 100)
        }
        #expect(run.latest.map(\.tradeCount) == [86, 86, 85])
        #expect(run.latest.allSatisfy { $0.state == .final || $0.state == .repaired })
    }

    /// Not "empty", which would say that somebody watched and nothing happened.
    @Test func minutesThatCloseWhileNobodyIsConnectedAreNotWatched() throws {
        var faults = FakeVenue.Faults()
        faults.drops = [100.2]
        faults.refusesConnects = [100...400]
        let run = try LiveRun(.kraken, Self.btc, faults: faults).run(until: 300)
        let unwatched = run.latest.filter { $0.closeTime > FakeVenue.start + .seconds(100) }
        #expect(unwatched.count >= 3)
        #expect(unwatched.allSatisfy { $0.state == .incomplete || $0.state == .outage }, "\(unwatched.map(\.state))")
    }

    /// The market goes quiet for good while nobody watches: no later trade shows what was missed.
    @Test(arguments: [Venue.kraken, .binance, .coinbase])
    func theTailOfAMarketThatWentQuietIsAskedFor(venue: Venue) throws {
        let all = Self.prints(Self.symbols(venue)[0], until: 105)
        var faults = FakeVenue.Faults()
        faults.drops = [100.2]
        faults.refusesConnects = [100...110]
        let run = try LiveRun(venue, all, faults: faults).run(until: 300)
        let clean = try LiveRun(venue, all).run(until: 300)
        #expect(run.latest.map(\.content) == clean.latest.map(\.content))
        #expect(run.latest.allSatisfy { [.final, .repaired, .empty].contains($0.state) })
        #expect(run.latest.map(\.tradeCount).last == 0)
        #expect(run.replayed == run.candles)
    }

    /// Issue 22, 11: the clock of the machine is set back or forward, and right again.
    @Test(arguments: [-3600.0, 3600, -86_400, 86_400, -1, 1, 20])
    func aClockThatIsSetCostsNoMinute(step: Double) throws {
        let steps = [(second: 100.0, by: step), (second: 190.0, by: -step)]
        let run = try LiveRun(.kraken, Self.btc, clockSteps: steps).run(until: 300)
        let clean = try LiveRun(.kraken, Self.btc).run(until: 300)
        #expect(run.latest.map(\.content) == clean.latest.map(\.content))
        #expect(run.candles.count == clean.candles.count, "and no version more")
        for (candle, other) in zip(run.candles, clean.candles) {
            #expect((candle.knownTime - other.knownTime).seconds.magnitude < 2)
        }
        let told = run.events.filter { if case .clockStep = $0 { true } else { false } }
        #expect(told.count == (step.magnitude > 2 ? 2 : 0), "\(told)")
        #expect(run.replayed == run.candles)
    }

    /// Issue 22, 13: the venue announces that it will close, and the next connection hangs in its handshake over a minute's end.
    @Test func aMinuteThatNobodyReceivedIsNeverFinal() throws {
        var faults = FakeVenue.Faults()
        faults.shutdowns = [117]
        faults.drops = [117.5]
        faults.refusesConnects = [116...140]
        let run = try LiveRun(.binance, Self.prints("BTCUSDT", until: 300), faults: faults).run(until: 300)
        let minute = run.candles.filter { $0.openTime == FakeVenue.start + .seconds(60) }
        #expect(minute.first?.state == .incomplete, "\(minute.map(\.state))")
        #expect(run.latest.allSatisfy { $0.state == .final || $0.state == .repaired }, "\(run.latest.map(\.state))")
    }

    @Test func aShutdownNoticeIsFollowedByANewConnectionBeforeTheOldIsClosed() throws {
        let all = Self.prints("BTCUSDT", until: 300)
        var faults = FakeVenue.Faults()
        faults.shutdowns = [100.1]
        let run = try LiveRun(.binance, all, faults: faults)
        run.run(until: 101)
        #expect(run.venue.openConnections == 2)
        run.run(until: 200)
        #expect(run.venue.openConnections == 1)
        #expect(run.venue.connectTimes.count == 2)
        #expect(run.events.contains(.rotated(.binance)))
        #expect(!run.events.contains { if case .gap = $0 { true } else { false } })
        #expect(run.latest.allSatisfy { $0.state == .final })
        #expect(run.latest.map(\.tradeCount) == [86, 86, 85])
    }

    @Test func aConnectionIsReplacedBeforeItsDayIsOver() throws {
        let all = Self.prints("BTCUSDT", until: 500)
        let run = try LiveRun(.binance, all) { $0.rotationAge = .seconds(100) }.run(until: 450)
        #expect(run.venue.connectTimes.count == 5)
        #expect(run.latest.allSatisfy { $0.state == .final })
        #expect(!run.events.contains { if case .disconnected = $0 { true } else { false } })
    }

    @Test(arguments: [Venue.kraken, .binance])
    func wrongPongsAreSaidAndEndTheConnection(venue: Venue) throws {
        var faults = FakeVenue.Faults()
        faults.wrongPongs = true
        let all = Self.prints(venue == .kraken ? "BTC/USD" : "BTCUSDT", until: 100)
        let run = try LiveRun(venue, all, faults: faults).run(until: 90)
        #expect(run.events.contains { if case .wrongPong = $0 { true } else { false } })
        #expect(
            run.events.contains {
                if case .disconnected(_, "a ping was not answered", _) = $0 { true } else { false }
            })
        #expect(run.venue.connectTimes.count > 1)
    }

    @Test func reconnectsGoOnForEverWithinTheVenuesLimit() throws {
        var faults = FakeVenue.Faults()
        faults.refusesConnects = [0...1800]
        let run = try LiveRun(.kraken, Self.prints("BTC/USD", until: 1900, from: 1700), faults: faults)
        run.run(until: 1000)
        guard case .reconnecting(let attempt, let next) = run.status?.state else {
            return #expect(Bool(false), "\(String(describing: run.status))")
        }
        #expect(attempt > 20)
        #expect(next > FakeVenue.start + .seconds(1000))
        let times = run.venue.connectTimes
        for start in times { #expect(times.filter { $0 >= start && $0 < start + 600 }.count <= 100) }
        run.run(until: 1860)
        #expect(run.status?.state == .live)
    }

    @Test func theSameSeedTakesTheSameSteps() throws {
        var faults = FakeVenue.Faults()
        faults.drops = [20, 40, 60]
        let times = try [1, 1, 2].map { seed in
            try LiveRun(.kraken, Self.btc, faults: faults, seed: UInt64(seed)).run(until: 100).venue.connectTimes
        }
        #expect(times[0] == times[1])
        #expect(times[0] != times[2])
    }

    @Test func theTimeSinceTheLastStoredTradeIsFilled() throws {
        let run = try LiveRun(
            .kraken, Self.btc,
            resume: [Instrument(venue: .kraken, symbol: try Symbol("BTC/USD")): FakeVenue.start - .seconds(70)]
        ).run(until: 70)
        #expect(run.latest.map(\.state) == [.final, .final, .final])
        #expect(run.latest.first?.openTime == FakeVenue.start - .seconds(120))
        #expect(run.latest.map(\.tradeCount) == [58, 85, 86])
    }

    @Test func aStoredTradeOfLongAgoIsNotAskedForAndThatIsSaid() throws {
        let instrument = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))
        let run = try LiveRun(
            .kraken, Self.btc, resume: [instrument: FakeVenue.start - .seconds(86_400)]
        ).run(until: 70)
        #expect(
            run.events.contains(
                .notBackfilled(instrument, from: FakeVenue.start - .seconds(86_400), to: FakeVenue.start)))
        #expect(run.latest.map(\.state) == [.final])
    }

    @Test func aReceiveClockThatIsWrongIsSaid() throws {
        for (latency, isWrong) in [(0.05, false), (0.9, true), (-0.3, true)] {
            var faults = FakeVenue.Faults()
            faults.latency = latency
            let run = try LiveRun(.kraken, Self.btc, faults: faults).run(until: 150)
            #expect(run.events.contains { if case .receiveClock(_, .wrong) = $0 { true } else { false } } == isWrong)
        }
    }

    @Test func requestsKeepTheirDistanceAndObeyRetryAfter() throws {
        var faults = FakeVenue.Faults()
        faults.lost = Set(Self.btc.filter { $0.id % 9 == 0 }.map(\.id))
        faults.statuses = [(50...57, 429, "20")]
        let run = try LiveRun(.kraken, Self.btc, faults: faults).run(until: 290)
        let times = run.venue.requests.map(\.second)
        for (left, right) in zip(times, times.dropFirst()) { #expect(right - left >= 0.999) }
        let refused = try #require(times.first { $0 >= 50 })
        let next = try #require(times.first { $0 > refused })
        #expect(next - refused >= 20)
    }

    @Test(arguments: [Venue.kraken, .binance, .coinbase])
    func aProcessThatWasStoppedForTwoMinutesIsWholeWithinFiveSeconds(venue: Venue) throws {
        let symbols = Self.symbols(venue)
        let all = [(symbols[0], 1000), (symbols[1], 90_000)].flatMap { symbol, id in
            stride(from: -60, to: 300, by: 0.1).enumerated().map {
                FakeVenue.Print(id: UInt64(id + $0.offset), second: $0.element, symbol: symbol)
            }
        }
        var faults = FakeVenue.Faults()
        // The venue has given up on us meanwhile, so what it sent is gone.
        faults.drops = [61]
        faults.lost = Set(all.filter { (60.5...180.5).contains($0.second) }.map(\.id))
        let run = try LiveRun(venue, all, faults: faults)
        run.run(until: 60.9)
        run.time.jump(by: .seconds(120))
        run.run(until: 182)
        let back = try #require(run.venue.connectTimes.last)
        #expect(run.venue.connectTimes.count == 2)
        run.run(until: back + 5)
        #expect(run.status?.missing == 0)
        #expect(run.status?.state == .live)
        run.run(until: 250)
        #expect(run.latest.count == 8)
        #expect(run.latest.allSatisfy { $0.state == .final || $0.state == .repaired })
        #expect(run.replayed == run.candles)
    }

    @Test func stoppingDrainsAndEnds() throws {
        let run = try LiveRun(.kraken, Self.btc).run(until: 30)
        run.time.start { [feed = run.feed] in await feed.stop() }
        run.time.run(until: .seconds(33))
        #expect(run.venue.openConnections == 0)
        #expect(run.status?.state == .stopped)
        #expect(run.isOver)
    }
}
