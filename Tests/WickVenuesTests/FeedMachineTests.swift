import Testing
import WickDomain
import WickFrames
import WickSimulation

@testable import WickVenues

@Suite struct FeedMachineTests {
    private static let noon = Timestamp(seconds: 1_732_881_600)

    private func moment(_ second: Double) -> Moment {
        Moment(elapsed: .seconds(second), wall: Self.noon + .microseconds(Int64(second * 1e6)))
    }

    private func machine(
        _ venue: Venue = .kraken, _ symbols: [String] = ["BTC/USD"], seed: UInt64 = 1,
        change: (inout FeedConfiguration) -> Void = { _ in }
    ) throws -> FeedMachine {
        var configuration = try FeedConfiguration(venue: venue, symbols: symbols.map { try Symbol($0) })
        change(&configuration)
        return FeedMachine(configuration, random: RandomSource(seed: seed))
    }

    private func texts(_ actions: [FeedMachine.Action]) -> [String] {
        actions.compactMap {
            if case .send(_, let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { nil }
        }
    }

    private func accepted(_ symbol: String) -> ControlEvent {
        .acknowledged(channels: ["trade"], symbols: [symbol], request: 1)
    }

    private func delay(_ actions: [FeedMachine.Action]) -> Duration? {
        for case .event(.disconnected(_, _, let wait)) in actions { return wait }
        return nil
    }

    @Test func krakenIsAskedForEverySymbolInOneMessageWithTheLatestTrades() throws {
        var machine = try machine(.kraken, ["BTC/USD", "ETH/USD"])
        #expect(machine.start(at: moment(0)) == [.connect(1)])
        #expect(machine.state(at: moment(0)) == .connecting)
        #expect(
            texts(machine.opened(1, at: moment(0.1))) == [
                #"{"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD","ETH/USD"],"snapshot":true},"req_id":1}"#
            ])
        _ = machine.receive(accepted("BTC/USD"), from: 1, at: moment(0.2))
        #expect(machine.state(at: moment(0.2)) == .connecting)
        _ = machine.receive(accepted("ETH/USD"), from: 1, at: moment(0.3))
        #expect(machine.state(at: moment(0.3)) == .live)
    }

    @Test func binanceIsAskedForEachSymbolAloneOnceOneIsRefused() throws {
        var machine = try machine(.binance, ["BTCUSDT", "FOOBAR"])
        _ = machine.start(at: moment(0))
        #expect(
            texts(machine.opened(1, at: moment(0)))
                == [#"{"method":"SUBSCRIBE","params":["btcusdt@trade","foobar@trade"],"id":1}"#])
        let refusal = ControlEvent.refused(symbol: nil, reason: "invalid", request: 1)
        #expect(texts(machine.receive(refusal, from: 1, at: moment(0.1))).isEmpty)
        // Five messages a second are allowed.
        #expect(
            texts(machine.tick(at: moment(0.25))) == [#"{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":2}"#])
        let ack = ControlEvent.acknowledged(channels: [], symbols: [], request: 2)
        _ = machine.receive(ack, from: 1, at: moment(0.3))
        #expect(texts(machine.tick(at: moment(0.5))) == [#"{"method":"SUBSCRIBE","params":["foobar@trade"],"id":3}"#])
        let actions = machine.receive(.refused(symbol: nil, reason: "invalid", request: 3), from: 1, at: moment(0.6))
        let foobar = try Symbol("FOOBAR")
        #expect(
            actions == [
                .gap(unwatched(foobar, .binance, 0.6, 5.6)),
                .event(.refused(.binance, symbol: "FOOBAR", reason: "invalid")),
            ])
        #expect(machine.state(at: moment(0.6)) == .live)
    }

    private func unwatched(_ symbol: Symbol, _ venue: Venue, _ from: Double, _ to: Double) -> GapNote {
        GapNote(from: moment(from).wall, to: moment(to).wall, reason: "not subscribed", venue: venue, symbol: symbol)
    }

    @Test func aSymbolThatIsNotSubscribedIsSaidNotToBeWatchedUntilItIs() throws {
        var machine = try machine(.kraken, ["BTC/USD", "ETH/USD"])
        let ether = try Symbol("ETH/USD")
        _ = machine.start(at: moment(0))
        _ = machine.opened(1, at: moment(0))
        let ack = { (symbol: String, request: UInt64) in
            ControlEvent.acknowledged(channels: ["trade"], symbols: [symbol], request: request)
        }
        _ = machine.receive(ack("BTC/USD", 1), from: 1, at: moment(1))
        let refusal = machine.receive(
            .refused(symbol: "ETH/USD", reason: "later", request: 1), from: 1, at: moment(1))
        #expect(refusal.first == .gap(unwatched(ether, .kraken, 1, 6)))
        // Asked again, refused again: the next note goes on where the last one ended.
        machine.noteMessages(1, at: moment(6))
        #expect(texts(machine.tick(at: moment(6))).count == 1)
        let again = machine.receive(
            .refused(symbol: "ETH/USD", reason: "later", request: 2), from: 1, at: moment(6.5))
        // What lay between was said while the answer was on its way.
        #expect(again == [.gap(unwatched(ether, .kraken, 6.5, 16.5))])
        for second in stride(from: 7.0, through: 17, by: 1) {
            machine.noteMessages(1, at: moment(second))
            _ = machine.tick(at: moment(second))
        }
        let accepted = (3...5).flatMap { machine.receive(ack("ETH/USD", $0), from: 1, at: moment(17.5)) }
        #expect(accepted.contains(.gap(unwatched(ether, .kraken, 14.5, 17.5))))
    }

    @Test func coinbaseIsAskedOneByOneAfterItsHeartbeats() throws {
        var machine = try machine(.coinbase, ["BTC-USD", "FOO-USD", "ETH-USD"])
        _ = machine.start(at: moment(0))
        #expect(texts(machine.opened(1, at: moment(0))) == [#"{"type":"subscribe","channel":"heartbeats"}"#])
        _ = machine.receive(
            .acknowledged(channels: ["heartbeats"], symbols: [], request: nil), from: 1, at: moment(0.1))
        #expect(
            texts(machine.tick(at: moment(0.2)))
                == [#"{"type":"subscribe","product_ids":["BTC-USD"],"channel":"market_trades"}"#])
        let ack = { (symbols: [String]) in
            ControlEvent.acknowledged(channels: ["market_trades", "heartbeats"], symbols: symbols, request: nil)
        }
        _ = machine.receive(ack(["BTC-USD"]), from: 1, at: moment(0.3))
        _ = machine.tick(at: moment(0.4))
        #expect(
            machine.receive(.error(reason: "not found"), from: 1, at: moment(0.5))
                .contains(.event(.refused(.coinbase, symbol: "FOO-USD", reason: "not found"))))
        _ = machine.tick(at: moment(0.6))
        _ = machine.receive(ack(["BTC-USD", "ETH-USD"]), from: 1, at: moment(0.7))
        #expect(machine.state(at: moment(0.7)) == .live)
    }

    @Test func aFeedWithoutAnySymbolTriesAgainLater() throws {
        var machine = try machine()
        _ = machine.start(at: moment(0))
        _ = machine.opened(1, at: moment(0))
        let actions = machine.receive(
            .refused(symbol: "BTC/USD", reason: "delisted", request: 1), from: 1, at: moment(0.1))
        #expect(actions.contains(.event(.refused(.kraken, symbol: "BTC/USD", reason: "delisted"))))
        #expect(actions.contains(.close(1)))
        #expect(delay(actions) != nil)
    }

    @Test func aSymbolThatIsNeverAnsweredForIsSaidAndTheOthersGoOn() throws {
        var machine = try machine(.kraken, ["BTC/USD", "ETH/USD"])
        _ = machine.start(at: moment(0))
        _ = machine.opened(1, at: moment(0))
        _ = machine.receive(accepted("BTC/USD"), from: 1, at: moment(0.1))
        for second in 1...9 { machine.noteMessages(1, at: moment(Double(second))) }
        let ethereum = Instrument(venue: .kraken, symbol: try Symbol("ETH/USD"))
        #expect(machine.tick(at: moment(10)).contains(.event(.unanswered(ethereum))))
        #expect(machine.state(at: moment(10)) == .live)
    }

    @Test func waitsAreJitteredWithinGrowingBounds() throws {
        var longest = [Duration](repeating: .zero, count: 8)
        for seed in 1...200 {
            var machine = try machine(seed: UInt64(seed))
            _ = machine.start(at: moment(0))
            var now = 0.0
            for attempt in 0..<8 {
                let wait = try #require(delay(machine.ended(attempt + 1, reason: "refused", at: moment(now))))
                longest[attempt] = max(longest[attempt], wait)
                now += wait.seconds + 0.001
                #expect(machine.tick(at: moment(now)) == [.connect(attempt + 2)])
            }
        }
        let bounds: [Double] = [1, 2, 4, 8, 16, 30, 30, 30]
        for (wait, bound) in zip(longest, bounds) {
            #expect(wait <= .seconds(bound))
            #expect(wait > .seconds(bound * 0.9))
        }
    }

    @Test func afterMaintenanceFiveSecondsAreTheLeast() throws {
        for seed in 1...50 {
            var machine = try machine(seed: UInt64(seed))
            _ = machine.start(at: moment(0))
            _ = machine.opened(1, at: moment(0))
            _ = machine.receive(.status("maintenance"), from: 1, at: moment(0.1))
            let wait = try #require(delay(machine.ended(1, reason: "closed", at: moment(1))))
            #expect(wait >= .seconds(5))
        }
    }

    @Test func theVenuesLimitOnConnectsHolds() throws {
        var machine = try machine { $0.connectLimit = .init(count: 3, window: .seconds(600)) }
        _ = machine.start(at: moment(0))
        var connects = 1
        for tenth in 1...5900 {
            let second = Double(tenth) / 10
            for case .connect in machine.tick(at: moment(second)) { connects += 1 }
            _ = machine.ended(connects, reason: "refused", at: moment(second))
        }
        #expect(connects == 3)
        #expect(machine.tick(at: moment(600.1)) == [.connect(4)])
    }

    @Test func whatWasNotWatchedIsFromTheLastMessageToTheNewSubscription() throws {
        var machine = try machine()
        _ = machine.start(at: moment(0))
        _ = machine.opened(1, at: moment(0))
        _ = machine.receive(accepted("BTC/USD"), from: 1, at: moment(0.1))
        machine.noteMessages(1, at: moment(3))
        #expect(delay(machine.ended(1, reason: "reset", at: moment(4))) != nil)
        guard case .reconnecting(1, _) = machine.state(at: moment(4)) else { return #expect(Bool(false)) }
        #expect(machine.tick(at: moment(6)).contains(.connect(2)))
        // A second failure does not make a second gap.
        _ = machine.ended(2, reason: "refused", at: moment(6.1))
        #expect(machine.tick(at: moment(9)).contains(.connect(3)))
        _ = machine.opened(3, at: moment(9.1))
        let note = GapNote(
            from: Self.noon + .seconds(3), to: Self.noon + .milliseconds(9200), reason: "reset", venue: .kraken)
        let actions = machine.receive(accepted("BTC/USD"), from: 3, at: moment(9.2))
        #expect(actions.contains(.gap(note)))
    }

    @Test func anOldConnectionThatDiesBeforeItsHeirIsReadyLeavesAGap() throws {
        var machine = try machine(.binance, ["BTCUSDT"])
        let ack = ControlEvent.acknowledged(channels: [], symbols: [], request: 1)
        _ = machine.start(at: moment(0))
        _ = machine.opened(1, at: moment(0))
        _ = machine.receive(ack, from: 1, at: moment(0))
        #expect(machine.receive(.shutdownNotice, from: 1, at: moment(5)).contains(.connect(2)))
        #expect(machine.receive(.shutdownNotice, from: 1, at: moment(5)).isEmpty)
        _ = machine.ended(1, reason: "closed", at: moment(6))
        _ = machine.opened(2, at: moment(7))
        let actions = machine.receive(ack, from: 2, at: moment(8))
        #expect(actions.contains { if case .gap = $0 { true } else { false } })
        #expect(machine.state(at: moment(8)) == .live)
    }

    private func gaps(_ actions: [FeedMachine.Action]) -> [GapNote] {
        actions.compactMap { if case .gap(let note) = $0 { note } else { nil } }
    }

    /// Item 13: the heir hangs in its handshake for ten seconds, over a minute's end.
    @Test func whileAnHeirIsOnItsWayTheGapIsSaidAheadOfTime() throws {
        var machine = try machine(.binance, ["BTCUSDT"])
        let ack = ControlEvent.acknowledged(channels: [], symbols: [], request: 1)
        _ = machine.start(at: moment(50))
        _ = machine.opened(1, at: moment(50))
        _ = machine.receive(ack, from: 1, at: moment(50))
        machine.noteMessages(1, at: moment(55))
        #expect(machine.receive(.shutdownNotice, from: 1, at: moment(55)).contains(.connect(2)))
        #expect(gaps(machine.tick(at: moment(56))).isEmpty, "the old one is still there")
        var said = gaps(machine.ended(1, reason: "closed", at: moment(56.1)))
        #expect(said.map(\.from) == [moment(55).wall])
        // A minute closes a second after its end: by then its end has been said not to be watched.
        for step in 0...100 {
            let now = 56.2 + Double(step) / 10
            said += gaps(machine.tick(at: moment(now)))
            #expect(said.map(\.to).max() ?? moment(0).wall > moment(now + 0.8).wall)
        }
        #expect(said.count < 8, "said in pieces, not with every look")
        #expect(zip(said, said.dropFirst()).allSatisfy { $0.to == $1.from }, "and without a hole")
        _ = machine.opened(2, at: moment(66.3))
        #expect(gaps(machine.receive(ack, from: 2, at: moment(66.5))).map(\.to) == [moment(66.5).wall])
        #expect(gaps(machine.tick(at: moment(67))).isEmpty)
    }

    /// The same for a connection without an heir: its next one hangs as well.
    @Test func whileAConnectionIsOnItsWayTheGapGoesOn() throws {
        var machine = try machine()
        _ = machine.start(at: moment(0))
        _ = machine.opened(1, at: moment(0))
        _ = machine.receive(accepted("BTC/USD"), from: 1, at: moment(0.1))
        machine.noteMessages(1, at: moment(3))
        var said = gaps(machine.ended(1, reason: "reset", at: moment(3)))
        for step in 0...200 {
            let now = 3.1 + Double(step) / 10
            said += gaps(machine.tick(at: moment(now)))
            #expect(said.map(\.to).max() ?? moment(0).wall > moment(now + 0.8).wall)
        }
    }

    @Test func anHeirThatCannotBeReachedIsTriedAgainWhileTheOldOneLives() throws {
        var machine = try machine(.binance, ["BTCUSDT"])
        _ = machine.start(at: moment(0))
        _ = machine.opened(1, at: moment(0))
        _ = machine.receive(.acknowledged(channels: [], symbols: [], request: 1), from: 1, at: moment(0))
        _ = machine.receive(.shutdownNotice, from: 1, at: moment(5))
        _ = machine.ended(2, reason: "refused", at: moment(5.1))
        machine.noteMessages(1, at: moment(6.2))
        #expect(machine.tick(at: moment(6.2)).contains(.connect(3)))
        #expect(machine.state(at: moment(6.3)) == .live)
    }

    @Test func aFeedWhoseFramesAreNotTakenClosesItsSocketAndWaits() throws {
        var machine = try machine()
        _ = machine.start(at: moment(0))
        _ = machine.opened(1, at: moment(0))
        _ = machine.receive(accepted("BTC/USD"), from: 1, at: moment(0))
        #expect(machine.block(at: moment(1)) == [.event(.blocked(.kraken))])
        #expect(machine.tick(at: moment(30)).isEmpty)
        #expect(machine.tick(at: moment(31)).contains(.close(1)))
        #expect(machine.tick(at: moment(90)).isEmpty)
        _ = machine.ended(1, reason: "closed", at: moment(91))
        machine.unblock(at: moment(92))
        #expect(machine.tick(at: moment(92)).contains(.connect(2)))
    }

    @Test func suspendedReadingIsNotTheVenuesSilence() throws {
        var machine = try machine()
        _ = machine.start(at: moment(0))
        _ = machine.opened(1, at: moment(0))
        _ = machine.receive(accepted("BTC/USD"), from: 1, at: moment(0))
        _ = machine.block(at: moment(1))
        machine.unblock(at: moment(20))
        #expect(machine.tick(at: moment(20.1)).allSatisfy { if case .close = $0 { false } else { true } })
        #expect(machine.state(at: moment(20.1)) == .live)
    }

    @Test func aStoppedMachineClosesEverythingAndStaysStopped() throws {
        var machine = try machine()
        _ = machine.start(at: moment(0))
        #expect(machine.stop() == [.close(1)])
        #expect(machine.opened(1, at: moment(1)) == [.close(1)])
        #expect(machine.ended(1, reason: "closed", at: moment(2)).isEmpty)
        #expect(machine.tick(at: moment(60)).isEmpty)
        #expect(machine.state(at: moment(60)) == .stopped)
        #expect(!machine.hasLinks)
    }

    @Test func symbolsOfOtherScriptsAreAskedForInSmallLetters() throws {
        var machine = try machine(.binance, ["币安人生USDT", "$GOATUSDT"])
        _ = machine.start(at: moment(0))
        #expect(
            texts(machine.opened(1, at: moment(0)))
                == [#"{"method":"SUBSCRIBE","params":["币安人生usdt@trade","$goatusdt@trade"],"id":1}"#])
    }
}
