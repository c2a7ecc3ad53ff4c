import Foundation
import Testing
import WickDomain

@testable import WickSimulation

/// The feeds against venues that misbehave. What a thousand seeds take is `make simulate`'s business.
struct FeedSimulationTests {
    private static let all: [Venue] = [.kraken, .binance, .coinbase]

    private func simulate(
        _ seed: UInt64, _ venues: [Venue], minutes: Int = 8, twice: Bool = false,
        change: (inout FeedSimulation.Options) -> Void = { _ in }
    ) throws -> FeedSimulation.Report {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var options = FeedSimulation.Options(seed: seed, venues: venues, folder: folder)
        options.length = .seconds(60 * minutes)
        change(&options)
        let simulation = FeedSimulation(options)
        return twice ? try simulation.runTwice() : try simulation.run()
    }

    @Test(arguments: UInt64(1)...6)
    func everyVenueIsRepaired(seed: UInt64) throws {
        for venue in Self.all {
            let report = try simulate(seed, [venue])
            #expect(report.trades > 0)
            #expect(report.violations.isEmpty)
        }
    }

    @Test(arguments: UInt64(101)...102)
    func sameSeedGivesTheSameBytes(seed: UInt64) throws {
        let report = try simulate(seed, Self.all, minutes: 6, twice: true)
        #expect(report.recordingHash != 0)
    }

    @Test func anotherSeedGivesOtherBytes() throws {
        let first = try simulate(1, [.kraken], minutes: 4) { $0.faults = .none }
        let second = try simulate(2, [.kraken], minutes: 4) { $0.faults = .none }
        #expect(first.recordingHash != second.recordingHash)
    }

    @Test func withoutFaultsNothingIsIncomplete() throws {
        let report = try simulate(7, Self.all, minutes: 4) { $0.faults = .none }
        #expect(report.faults == 0)
        #expect(report.incomplete == 0)
    }

    @Test func hiddenTradesAreMarked() throws {
        let report = try simulate(3, [.binance]) { $0.faults[.hidden] = 0.01 }
        #expect(report.incomplete > 0)
    }

    // MARK: Seeds that found bugs

    /// A symbol that was refused in passing was never asked for again while the connection lived.
    @Test func refusedSymbolIsAskedForAgain() throws {
        _ = try simulate(2, [.coinbase], minutes: 20)
        _ = try simulate(8, [.kraken], minutes: 20)
    }

    /// Venue and wick disagree about the time, so the first gap lay before the first trade: the list that proved the beginning of the minute
    /// did not count for it.
    @Test func gapBeforeTheFirstTradeIsCoveredByTheVenuesList() throws {
        _ = try simulate(5141, [.binance], minutes: 20)
        _ = try simulate(5463, Self.all, minutes: 20)
    }

    /// The first trade seen was the first that ever was, so that no answer held an older one.
    @Test func marketThatBeginsUnderOurEyesIsWhole() throws {
        _ = try simulate(611, Self.all, minutes: 20)
    }

    /// A hidden trade at the beginning of a gap put the whole of the gap in doubt, the next minute included.
    @Test func onlyTheMinutesAroundTheHiddenTradeAreMarked() throws {
        _ = try simulate(183, Self.all, minutes: 20)
    }
}

/// The checker itself: what it must not let pass.
struct ExpectedCandlesTests {
    private func truth(hidden: Set<Int>) throws -> [TrueTrade] {
        let instrument = Instrument(venue: .binance, symbol: try Symbol("BTCUSDT"))
        return try (0..<9).map { index in
            let time = Timestamp(seconds: 1_772_409_600 + Int64(index) * 30)
            let trade = Trade(
                instrument: instrument, id: UInt64(100 + index), eventTime: time, knownTime: time,
                price: try Price("\(10 + index)"), quantity: try Quantity("1"), takerSide: .buy)
            return TrueTrade(trade: trade, isHidden: hidden.contains(index))
        }
    }

    private func candles(_ truth: [TrueTrade], state: Candle.State = .final) -> [Candle] {
        let trades = truth.filter { !$0.isHidden }.map(\.trade)
        return Dictionary(grouping: trades) { $0.eventTime.floored(to: .seconds(60)) }
            .sorted { $0.key < $1.key }
            .compactMap { opening, trades in
                guard let first = trades.first, let last = trades.last else { return nil }
                return Candle(
                    instrument: first.instrument, timeframe: .oneMinute, openTime: opening, open: first.price,
                    high: last.price, low: first.price, close: last.price,
                    volume: trades.reduce(.zero) { $0 + Volume($1.quantity) },
                    buyVolume: trades.reduce(.zero) { $0 + Volume($1.quantity) },
                    notional: trades.reduce(.zero) { $0 + (Notional($1.price, $1.quantity) ?? .zero) },
                    tradeCount: trades.count, identifiers: .init(first: first.id, last: last.id), state: state,
                    knownTime: opening)
            }
    }

    private let start = Timestamp(seconds: 1_772_409_600)

    @Test func trueCandlesPass() throws {
        let truth = try truth(hidden: [])
        let found = ExpectedCandles(truth).firstDifference(candles(truth), from: start, until: start + .seconds(270))
        #expect(found == nil)
    }

    @Test func lostTradeIsFound() throws {
        let truth = try truth(hidden: [])
        let fewer = truth.filter { $0.trade.id != 103 }
        let found = ExpectedCandles(truth).firstDifference(candles(fewer), from: start, until: start + .seconds(270))
        #expect(found?.contains("1 trades, not 2") == true)
    }

    @Test func hiddenTradeThatIsNotMarkedIsFound() throws {
        let truth = try truth(hidden: [3])
        let found = ExpectedCandles(truth).firstDifference(candles(truth), from: start, until: start + .seconds(270))
        #expect(found?.contains("final, not") == true)
    }

    @Test func minuteMarkedForNothingIsFound() throws {
        let truth = try truth(hidden: [])
        let marked = candles(truth, state: .incomplete)
        let found = ExpectedCandles(truth).firstDifference(marked, from: start, until: start + .seconds(270))
        #expect(found?.contains("incomplete, not") == true)
    }
}
