import Testing
import WickDomain

@testable import WickVenues

@Suite struct EventTimeGuardTests {
    private static let noon = Timestamp(seconds: 1_732_881_600)

    private func trade(_ id: UInt64, _ second: Double) throws -> Trade {
        let time = Self.noon + .microseconds(Int64(second * 1e6))
        return Trade(
            instrument: Instrument(venue: .binance, symbol: try Symbol("BTCUSDT")), id: id, eventTime: time,
            knownTime: time, price: Price(raw: 1), quantity: Quantity(raw: 1), takerSide: .buy)
    }

    /// One trade a second, each stamped so far ahead.
    private func sift(
        _ guarded: inout EventTimeGuard, _ leads: some Sequence<Double>, from first: Int = 0
    ) throws -> (kept: [UInt64], aside: [UInt64], restored: [UInt64]) {
        var (kept, aside, restored): ([UInt64], [UInt64], [UInt64]) = ([], [], [])
        for (index, lead) in leads.enumerated() {
            let second = Double(first + index)
            var trades = [try trade(UInt64(first + index), second + lead)]
            let finding = guarded.sift(&trades, receivedTime: Self.noon + .microseconds(Int64(second * 1e6)))
            kept += trades.map(\.id)
            aside += finding?.setAside.map(\.id) ?? []
            restored += finding?.restored.map(\.id) ?? []
        }
        return (kept, aside, restored)
    }

    @Test(arguments: [86_040.0, 3600, 61])
    func oneTradeOfTheFutureIsSetAside(lead: Double) throws {
        var guarded = EventTimeGuard()
        let found = try sift(&guarded, [-0.1, -0.1, lead, -0.1, -0.1])
        #expect(found.kept == [0, 1, 3, 4])
        #expect(found.aside == [2])
        #expect(found.restored.isEmpty)
    }

    @Test func aVenueWhoseClockIsAheadABitAndOldTradesAreFine() throws {
        var guarded = EventTimeGuard()
        #expect(try sift(&guarded, [-3600, 1.5, 2, 1.25, -7200, 30, 1.5]).aside.isEmpty)
    }

    /// Our clock is an hour behind: the first seconds wait, and nothing is lost.
    @Test(arguments: [3600.0, 86_400 * 0.9])
    func aClockThatIsBehindFromTheStartLosesNoTrade(lead: Double) throws {
        var guarded = EventTimeGuard()
        let found = try sift(&guarded, (0..<120).map { lead - 0.1 * Double($0 % 3) })
        #expect(found.kept == Array(0..<120))
        #expect(found.aside == [0, 1, 2, 3])
        #expect(found.restored == [0, 1, 2, 3])
        // And what is ahead of that is broken all the same.
        #expect(try sift(&guarded, [lead, lead + 3600, lead], from: 120).aside == [121])
    }

    @Test func tradesThatAgreeOnNothingAreNotBelieved() throws {
        var guarded = EventTimeGuard()
        let found = try sift(&guarded, (0..<20).map { 1000 + 100 * Double($0) })
        #expect(found.kept.isEmpty && found.restored.isEmpty)
    }

    @Test func manyBrokenTradesOfOneFrameAreNoEvidence() throws {
        var guarded = EventTimeGuard()
        _ = try sift(&guarded, [-0.1, -0.1])
        var trades = try (10..<40).map { try trade($0, 3600) }
        let finding = guarded.sift(&trades, receivedTime: Self.noon + .seconds(10))
        #expect(trades.isEmpty)
        #expect(finding?.setAside.count == 30)
        // Beside a right one they are wrong at once.
        trades = [try trade(50, 11), try trade(51, 3600)]
        #expect(guarded.sift(&trades, receivedTime: Self.noon + .seconds(11))?.setAside.map(\.id) == [51])
        #expect(trades.map(\.id) == [50])
    }

    /// Steps that are each small enough must not lead far away.
    @Test func creepingAheadDoesNotCount() throws {
        var guarded = EventTimeGuard()
        _ = try sift(&guarded, repeatElement(-0.1, count: 200))
        let leads = (0..<400).map { $0 % 2 == 0 ? Double($0) * 10 : -0.1 }
        let found = try sift(&guarded, leads, from: 200)
        #expect(found.kept.filter { ($0 - 200) % 2 == 0 }.count <= 7)
    }

    /// Elsewhere the step may be found out first; nothing is lost here for that.
    @Test func whatWasSetAsideComesBackWhenOurTimeFollows() throws {
        var guarded = EventTimeGuard()
        #expect(try sift(&guarded, [75, 75, 75, 3600]).aside == [0, 1, 2, 3])
        guarded.shift(by: .seconds(75))
        let found = try sift(&guarded, [0, 0], from: 79)
        #expect(found.restored == [0, 1, 2], "and the fourth is broken also now")
        #expect(found.kept == [0, 1, 2, 79, 80])
    }

    @Test func timesThatDoNotFitTrapNothing() throws {
        var guarded = EventTimeGuard()
        for event in [Int64.min, .max, 0] {
            for received in [Int64.min, .max, 0] {
                #expect(
                    guarded.isPlausible(Timestamp(microseconds: event), receivedTime: Timestamp(microseconds: received))
                        || event > received)
            }
        }
        guarded.shift(by: .microseconds(Int64.max))
    }
}
