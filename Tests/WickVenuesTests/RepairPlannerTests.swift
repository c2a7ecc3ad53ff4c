import Testing
import WickDomain

@testable import WickVenues

@Suite struct RepairPlannerTests {
    private static let noon = Timestamp(seconds: 1_732_881_600)
    private let instrument: Instrument
    private var planner: RepairPlanner
    private var events: [FeedEvent] = []

    init() throws { try self.init(.kraken, "BTC/USD") }

    private init(_ venue: Venue, _ symbol: String, change: (inout RepairConfiguration) -> Void = { _ in }) throws {
        instrument = Instrument(venue: venue, symbol: try Symbol(symbol))
        var configuration = RepairConfiguration(venue: venue)
        change(&configuration)
        planner = RepairPlanner(configuration)
    }

    private func trade(_ id: UInt64, _ second: Double) -> Trade {
        let time = Self.noon + .microseconds(Int64(second * 1e6))
        return Trade(
            instrument: instrument, id: id, eventTime: time, knownTime: time, price: Price(raw: 1),
            quantity: Quantity(raw: 1), takerSide: .buy)
    }

    private mutating func observe(_ ids: (id: UInt64, second: Double)..., at seconds: Double = 0) {
        planner.observe(ids.map { trade($0.id, $0.second) }, at: .seconds(seconds), events: &events)
    }

    /// Answers the request for the minute's beginning, so that only holes are left.
    private mutating func begin(with id: UInt64) {
        observe((id, 10))
        _ = planner.next(at: .seconds(1))
        _ = planner.take(
            RestPage(trades: [trade(id - 1, -0.5), trade(id, 10)], cursor: "9"), at: .seconds(1))
    }

    private func page(_ ids: ClosedRange<UInt64>, from second: Double, cursor: String? = nil) -> RestPage {
        RestPage(trades: ids.map { trade($0, second + Double($0 - ids.lowerBound) * 0.001) }, cursor: cursor)
    }

    @Test mutating func theBeginningOfTheFirstMinuteIsAskedForAfterTheGrace() {
        observe((700, 10))
        #expect(planner.next(at: .milliseconds(900)) == nil)
        let request = planner.next(at: .seconds(1))
        #expect(request?.path == "/0/public/Trades?pair=XBTUSD&since=1732881599999999999&count=1000")
        let outcome = planner.take(
            RestPage(trades: [trade(698, 3), trade(699, 5), trade(700, 10)], cursor: "1"), at: .seconds(1))
        #expect(outcome.completeSince == Self.noon)
        #expect(outcome.completeIDs == 698...700)
        #expect(outcome.events == [.repaired(instrument, trades: 2)])
        #expect(!planner.isRepairing)
    }

    @Test mutating func krakensPagesFollowEachOtherByItsOwnWordUntilTheHoleIsPassed() {
        begin(with: 10)
        observe((4000, 200), at: 100)
        #expect(planner.missing == 3989)
        let first = planner.next(at: .seconds(101))
        #expect(first?.path.contains("since=1732881609999999999&") == true)
        var outcome = planner.take(page(10...1009, from: 10, cursor: "1732881611000000000"), at: .seconds(101))
        #expect(outcome.completeIDs == 10...1009)
        #expect(planner.next(at: .seconds(101.9)) == nil)
        #expect(planner.next(at: .seconds(102))?.path.contains("since=1732881611000000000&") == true)
        // The next page overlaps; what is known already is not counted again.
        outcome = planner.take(page(1000...1999, from: 11, cursor: "1732881612000000000"), at: .seconds(102))
        #expect(outcome.events == [.repaired(instrument, trades: 990)])
        _ = planner.next(at: .seconds(103))
        _ = planner.take(page(2000...4000, from: 12, cursor: "1732881613000000000"), at: .seconds(103))
        #expect(!planner.isRepairing)
        #expect(planner.ledger(of: instrument)?.holes.isEmpty == true)
    }

    @Test mutating func aTradeFromBeforeTheFirstOneOpensAHoleAndAnEarlierMinute() {
        begin(with: 10)
        observe((5, -1), at: 100)
        #expect(planner.missing == 4)
        #expect(planner.next(at: .seconds(101))?.path.contains("since=1732881598999999999&") == true)
        _ = planner.take(page(5...10, from: -1, cursor: "7"), at: .seconds(101))
        #expect(planner.next(at: .seconds(102))?.path.contains("since=1732881539999999999&") == true)
        #expect(planner.take(page(1...5, from: -50, cursor: "8"), at: .seconds(102)).completeSince != nil)
        #expect(!planner.isRepairing)
    }

    @Test mutating func aPageThatGoesNowhereIsTriedAgainLater() {
        begin(with: 10)
        observe((20, 20), at: 100)
        _ = planner.next(at: .seconds(101))
        let outcome = planner.take(RestPage(cursor: "1732881609999999999"), at: .seconds(101))
        #expect(outcome.completeIDs == nil)
        #expect(planner.next(at: .seconds(102.9)) == nil)
        #expect(planner.next(at: .seconds(103)) != nil)
    }

    @Test mutating func aLongHoleIsAskedForAlmostAtOnceAndAShortOneAfterTheGrace() {
        begin(with: 10)
        observe((12, 10.5), at: 100)
        #expect(planner.next(at: .seconds(100.9)) == nil)
        observe((11, 10.2), at: 100.95)
        observe((14, 60), at: 101)
        #expect(planner.next(at: .seconds(101.2)) == nil)
        #expect(planner.next(at: .seconds(101.3)) != nil)
    }

    @Test mutating func holesThatCloseByThemselvesAreNotAskedFor() {
        begin(with: 10)
        observe((12, 20), at: 100)
        observe((11, 19), at: 100.2)
        #expect(planner.next(at: .seconds(110)) == nil)
        #expect(!planner.isRepairing)
    }

    @Test func holesCloseTogetherAreOneRequestAndTheIdsAreExact() throws {
        var test = try Self(.binance, "BTCUSDT")
        test.observe((5000, 10), at: 0)
        #expect(
            test.planner.next(at: .seconds(1))?.path == "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=4000&limit=1000"
        )
        _ = test.planner.take(test.page(4000...4999, from: -0.5), at: .seconds(1))
        test.observe((5003, 11), (5100, 12), (7000, 13), at: 100)
        let request = test.planner.next(at: .seconds(101))
        #expect(request?.path == "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=5001&limit=99")
        _ = test.planner.take(test.page(5001...5099, from: 10.5), at: .seconds(101))
        #expect(
            test.planner.next(at: .seconds(102))?.path
                == "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=5101&limit=1000")
        _ = test.planner.take(test.page(5101...6100, from: 12.1), at: .seconds(102))
        #expect(test.planner.next(at: .seconds(103))?.path.hasSuffix("fromId=6101&limit=899") == true)
    }

    @Test func binancesBeginningIsFilledDownwardsUntilTheMinuteIsPassed() throws {
        var test = try Self(.binance, "BTCUSDT")
        test.observe((5000, 10), at: 0)
        _ = test.planner.next(at: .seconds(1))
        let first = test.planner.take(test.page(4000...4999, from: 2), at: .seconds(1))
        #expect(first.completeSince == nil)
        #expect(test.planner.next(at: .seconds(2))?.path.hasSuffix("fromId=3000&limit=1000") == true)
        let second = test.planner.take(test.page(3000...3999, from: -0.5), at: .seconds(2))
        #expect(second.completeSince == Self.noon)
        #expect(second.completeIDs == nil)
        #expect(test.planner.ledger(of: test.instrument)?.spans.first?.firstTime == Self.noon)
    }

    @Test func coinbaseIsAskedDownwardsById() throws {
        var test = try Self(.coinbase, "BTC-USD")
        test.observe((500, 10), at: 0)
        #expect(test.planner.next(at: .seconds(1))?.path == "/products/BTC-USD/trades?after=500&limit=500")
        _ = test.planner.take(test.page(450...499, from: -0.02), at: .seconds(1))
        test.observe((3000, 20), at: 10)
        #expect(test.planner.next(at: .seconds(11))?.path == "/products/BTC-USD/trades?after=3000&limit=1000")
        _ = test.planner.take(test.page(2000...2999, from: 19), at: .seconds(11))
        #expect(test.planner.next(at: .seconds(12))?.path == "/products/BTC-USD/trades?after=2000&limit=1000")
        _ = test.planner.take(test.page(1000...1999, from: 18), at: .seconds(12))
        _ = test.planner.next(at: .seconds(13))
        _ = test.planner.take(test.page(501...999, from: 17), at: .seconds(13))
        #expect(!test.planner.isRepairing)
    }

    @Test func whatTheVenueDoesNotHaveIsGivenUpAfterBoundedTriesWithItsInterval() throws {
        var test = try Self(.binance, "BTCUSDT")
        test.observe((2, 10), at: 0)
        _ = test.planner.next(at: .seconds(1))
        _ = test.planner.take(RestPage(trades: [test.trade(1, -1)]), at: .seconds(1))
        test.observe((5, 20), at: 10)
        var times: [Double] = []
        var outcome = RepairPlanner.Outcome()
        for second in stride(from: 10.0, to: 100, by: 0.5) where test.planner.next(at: .seconds(second)) != nil {
            times.append(second)
            outcome = test.planner.take(RestPage(trades: [test.trade(5, 20)]), at: .seconds(second))
        }
        #expect(times == [10.5, 12.5, 16.5, 24.5, 40.5])
        #expect(
            outcome.events == [
                .unrecoverable(
                    test.instrument, ids: 3...4, after: Self.noon + .seconds(10), before: Self.noon + .seconds(20),
                    reason: "the venue's own list does not have them")
            ])
        #expect(!test.planner.isRepairing)
    }

    @Test mutating func failuresWaitLongerAndLongerAndObeyTheVenue() {
        begin(with: 10)
        observe((20, 20), at: 100)
        _ = planner.next(at: .seconds(101))
        #expect(
            planner.fail(reason: "HTTP 429", retryAfter: .seconds(77), canRetry: true, at: .seconds(101))
                == [.repairFailed(instrument, reason: "HTTP 429", nextTry: .seconds(77))])
        #expect(planner.next(at: .seconds(177.9)) == nil)
        #expect(planner.next(at: .seconds(178)) != nil)
        _ = planner.fail(reason: "HTTP 503", retryAfter: nil, canRetry: true, at: .seconds(178))
        #expect(planner.next(at: .seconds(181)) == nil)
        #expect(planner.next(at: .seconds(182)) != nil)
        let events = planner.fail(reason: "HTTP 404", retryAfter: nil, canRetry: false, at: .seconds(182))
        #expect(events.count == 1)
        #expect(!planner.isRepairing)
    }

    @Test mutating func aQuietMarketIsAskedForItsTailOnceAfterABreak() {
        begin(with: 10)
        planner.noteBreak(of: nil, at: .seconds(100))
        #expect(planner.next(at: .seconds(104.9)) == nil)
        #expect(planner.next(at: .seconds(105))?.path.contains("since=1732881609999999999&") == true)
        let outcome = planner.take(RestPage(trades: [trade(10, 10), trade(11, 50)], cursor: "5"), at: .seconds(105))
        #expect(outcome.listedFrom == Self.noon + .seconds(10))
        #expect(outcome.events == [.repaired(instrument, trades: 1)])
        #expect(planner.next(at: .seconds(200)) == nil)
    }

    @Test func theTailIsAskedForByTheNextIdUntilAPageIsNotFull() throws {
        var test = try Self(.binance, "BTCUSDT") { $0.pageLimit = 2 }
        test.observe((0, 10), at: 0)
        test.planner.noteBreak(of: test.instrument.symbol, at: .seconds(100))
        #expect(test.planner.next(at: .seconds(105))?.path.hasSuffix("fromId=1&limit=2") == true)
        #expect(test.planner.take(test.page(1...2, from: 20), at: .seconds(105)).listedFrom == nil)
        #expect(test.planner.next(at: .seconds(106))?.path.hasSuffix("fromId=3&limit=2") == true)
        #expect(test.planner.take(RestPage(), at: .seconds(106)).listedFrom == Self.noon + .seconds(10))
    }

    @Test func theNewestOfALongTailLeaveAHoleThatIsFilled() throws {
        var test = try Self(.coinbase, "BTC-USD") { $0.pageLimit = 2 }
        test.observe((0, 10), at: 0)
        test.planner.noteBreak(of: nil, at: .seconds(100))
        #expect(test.planner.next(at: .seconds(105))?.path.hasSuffix("trades?before=0&limit=2") == true)
        _ = test.planner.take(test.page(3...4, from: 30), at: .seconds(105))
        #expect(test.planner.missing == 2)
        #expect(test.planner.next(at: .seconds(110))?.path.hasSuffix("after=3&limit=2") == true)
    }

    @Test mutating func aTradeAfterTheBreakMakesTheQuestionNeedless() {
        begin(with: 10)
        planner.noteBreak(of: nil, at: .seconds(100))
        observe((11, 101), at: 101)
        #expect(planner.next(at: .seconds(200)) == nil)
    }

    @Test func aMarketThatBeginsWithTheFirstTradeKnownHasNothingBeforeIt() throws {
        var coinbase = try Self(.coinbase, "BTC-USD")
        coinbase.observe((500, 10), at: 0)
        _ = coinbase.planner.next(at: .seconds(1))
        #expect(coinbase.planner.take(RestPage(), at: .seconds(1)).completeSince == Self.noon)
        var binance = try Self(.binance, "BTCUSDT")
        binance.observe((5000, 10), at: 0)
        _ = binance.planner.next(at: .seconds(1))
        let page = RestPage(trades: [binance.trade(5000, 10)])
        #expect(binance.planner.take(page, at: .seconds(1)).completeSince == Self.noon)
    }

    @Test mutating func aBrokenIdMakesAHoleAndNoHarm() {
        begin(with: 10)
        observe((.max, 20), (.max - 5, 19), at: 100)
        #expect(planner.missing > 1 << 60)
        #expect(planner.next(at: .seconds(101)) != nil)
        _ = planner.take(RestPage(trades: [trade(10, 10), trade(.max, 20)], cursor: "5"), at: .seconds(101))
        #expect(planner.ledger(of: instrument)?.holes.isEmpty == true)
    }

    @Test func krakensRESTNamesAreItsOlderOnes() throws {
        #expect(try RepairJob.krakenPair(Symbol("BTC/USD")) == "XBTUSD")
        #expect(try RepairJob.krakenPair(Symbol("ETH/BTC")) == "ETHXBT")
        #expect(try RepairJob.krakenPair(Symbol("DOGE/EUR")) == "XDGEUR")
    }

    @Test mutating func theLargestIdsAreAskedForLikeOthers() throws {
        let half = UInt64(1) << 63
        for venue in [Venue.kraken, .binance, .coinbase] {
            self = try Self(venue, venue == .binance ? "BTCUSDT" : "BTC-USD")
            begin(with: half)
            observe((.max, 20), at: 100)
            observe((.max - 2, 15), at: 100)
            #expect(planner.missing == UInt64.max - half - 1)
            for second in 200..<210 {
                guard let request = planner.next(at: .seconds(second)) else { continue }
                #expect(!request.path.isEmpty)
                _ = planner.take(page(.max - 2 ... .max, from: 15, cursor: "\(second)"), at: .seconds(second))
            }
            planner.noteBreak(of: nil, at: .seconds(300))
            // Behind the largest there is nothing to ask for.
            while let request = planner.next(at: .seconds(400)) {
                #expect(!request.path.contains("before=\(UInt64.max)"))
                _ = planner.fail(reason: "no", retryAfter: nil, canRetry: false, at: .seconds(400))
            }
        }
    }

    @Test mutating func anAnswerFullOfHolesMakesTheLedgerForgetAndNothingElse() {
        begin(with: 10)
        observe((1_000_000, 200), at: 100)
        _ = planner.next(at: .seconds(200))
        let trades = (0..<UInt64(TradeLedger.maximumSpans + 50)).map { trade(11 + $0 * 2, 11) }
        let outcome = planner.take(RestPage(trades: trades, cursor: "7"), at: .seconds(200))
        #expect(!outcome.events.isEmpty)
    }

    @Test mutating func namesAreEncodedInAddresses() throws {
        for (venue, symbol, part) in [
            (Venue.binance, "币安人生USDT", "symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&"),
            (.kraken, "A+B/USD", "pair=A%2BBUSD&"), (.coinbase, "S&P/#1", "/products/S%26P%2F%231/trades?"),
        ] {
            self = try Self(venue, symbol)
            observe((700, 10))
            #expect(planner.next(at: .seconds(60))?.path.contains(part) == true)
        }
    }
}
