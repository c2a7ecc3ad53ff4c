import Foundation
import Testing
import WickDomain
import WickSimulation

@Suite struct VenueFaultTests {
    @Test(arguments: VenueRun.all)
    func lostTradesAreNotSentAndAreInREST(name: Venue) throws {
        var run = try VenueRun(name, faults: "lost=0.1", seconds: 60)
        run.connect()
        run.run(seconds: 62)
        let instrument = run.venue.instruments[0]
        let lost = ids(of: run.faults(.lost), instrument)
        let sent = Set(run.sentIDs(of: "\(instrument.symbol)"))
        let truth = Set(run.venue.truth(for: instrument).map(\.trade.id))
        #expect(!lost.isEmpty && sent.isDisjoint(with: lost) && sent.union(lost) == truth)
        var reader = RestReader(run.venue)
        #expect(try Set(reader.allIDs(of: .bitcoin)) == truth)
    }

    @Test(arguments: VenueRun.all)
    func hiddenTradesAreNowhereAndListed(name: Venue) throws {
        var run = try VenueRun(name, faults: "hidden=0.05", seconds: 60)
        run.connect()
        run.run(seconds: 62)
        let instrument = run.venue.instruments[0]
        let truth = run.venue.truth(for: instrument)
        let hidden = Set(truth.filter(\.isHidden).map(\.trade.id))
        #expect(!hidden.isEmpty && hidden == ids(of: run.faults(.hidden), instrument))
        let visible = truth.map(\.trade.id).filter { !hidden.contains($0) }
        #expect(run.sentIDs(of: "\(instrument.symbol)") == visible)
        var reader = RestReader(run.venue)
        #expect(try reader.allIDs(of: .bitcoin) == visible)
    }

    @Test(arguments: VenueRun.all)
    func duplicatesDelaysAndReorderingLoseNothing(name: Venue) throws {
        var run = try VenueRun(name, faults: "dup=0.1,delay=0.1,reorder=0.1", seconds: 60)
        run.connect()
        run.run(seconds: 65)
        for kind in [FaultKind.duplicate, .delay, .reorder] { #expect(run.faults(kind).count > 3) }
        let instrument = run.venue.instruments[0]
        let sent = run.sentIDs(of: "\(instrument.symbol)")
        let truth = run.venue.truth(for: instrument).map(\.trade.id)
        let doubled = run.faults(.duplicate).filter { $0.instrument == instrument }.reduce(0) {
            $0 + ($1.ids?.count ?? 0)
        }
        #expect(Set(sent) == Set(truth) && sent.count == truth.count + doubled && sent != sent.sorted())
    }

    @Test(arguments: VenueRun.all)
    func malformedAndOversizeMessagesHoldNoTrades(name: Venue) throws {
        var run = try VenueRun(name, faults: "malformed=0.1,oversize=0.02", seconds: 60)
        run.connect()
        run.run(seconds: 62)
        let instrument = run.venue.instruments[0]
        let garbled = ids(of: run.faults(.malformed) + run.faults(.oversize), instrument)
        #expect(!garbled.isEmpty && Set(run.sentIDs(of: "\(instrument.symbol)")).isDisjoint(with: garbled))
        #expect(run.texts.filter { $0.utf8.count > 1 << 20 }.count == run.faults(.oversize).count)
    }

    @Test func fragmentsMakeTheWholeMessage() throws {
        var run = try VenueRun(.kraken, faults: "fragment=1", seconds: 20)
        run.connect()
        run.run(seconds: 21)
        let parts = run.outputs.compactMap { if case .fragments(let parts) = $0.action { parts.count } else { nil } }
        #expect(parts.count > 20 && parts.allSatisfy { (2...8).contains($0) })
        let instrument = run.venue.instruments[0]
        #expect(run.sentIDs(of: "BTC/USD") == run.venue.truth(for: instrument).map(\.trade.id))
    }

    @Test(
        arguments: zip(
            [FaultKind.reset, .finish, .silence], [ServerAction.reset, .finish, .silence]))
    func connectionsBreak(kind: FaultKind, action: ServerAction) throws {
        var run = try VenueRun(.kraken, faults: "\(kind.rawValue)=0.2")
        run.run(seconds: 60)
        let faults = run.faults(kind)
        #expect(faults.count > 3)
        for fault in faults {
            let last = try #require(run.outputs.last { $0.connection == fault.connection })
            #expect(last.action == action && last.time == fault.time)
        }
    }

    @Test func binanceAnnouncesThatItWillCloseAndTheOthersClose() throws {
        var run = try VenueRun(.binance, faults: "shutdown=0.05")
        run.run(seconds: 120)
        let fault = try #require(run.faults(.shutdown).first)
        let notice = try #require(run.outputs.first { $0.time == fault.time && text($0).contains("serverShutdown") })
        let close = try #require(run.outputs.last { $0.connection == fault.connection })
        #expect(close.action == .close(code: 1001, reason: "server shutdown"))
        #expect(close.time - notice.time == .seconds(10))
        var kraken = try VenueRun(.kraken, faults: "shutdown=0.05")
        kraken.run(seconds: 120)
        #expect(kraken.outputs.contains { $0.action == .close(code: 1012, reason: "service restart") })
    }

    @Test func slownessBeginsAndEnds() throws {
        var run = try VenueRun(.kraken, faults: "slow=0.05")
        run.run(seconds: 120)
        let limits = run.outputs.compactMap { if case .throttle(let limit) = $0.action { limit ?? 0 } else { nil } }
        #expect(limits.count > 3 && limits.contains(1000) && limits.contains(0))
        #expect(run.faults(.slow).count == limits.filter { $0 == 1000 }.count)
    }

    @Test func refusedConnectsAreRefusedForAWhile() throws {
        var run = try VenueRun(.kraken, faults: "refuse=0.5")
        while run.faults(.refuse).isEmpty { _ = run.venue.acceptsConnection() }
        #expect(!run.venue.acceptsConnection() && run.faults(.refuse).count == 2)
        run.venue.advance(to: run.venue.now + .seconds(11))
        let later = (0..<200).contains { _ in
            run.venue.advance(to: run.venue.now + .seconds(11))
            return run.venue.acceptsConnection()
        }
        #expect(later)
    }

    @Test(arguments: zip([FaultKind.tooManyRequests, .banned], [429, 418]))
    func restSaysHowLongToWaitAndWatchesThatClientsDo(kind: FaultKind, status: Int) throws {
        var run = try VenueRun(.binance, faults: "\(kind.rawValue)=1,until=1")
        let request = RestRequest(target: "/api/v3/time")
        let answer = run.venue.answer(request)
        let wait = try #require(answer.retryAfter)
        #expect(answer.status == status && wait >= 1 && run.faults(kind).count == 1)
        #expect(run.venue.answer(request).status == status && run.venue.log.violations.count == 1)
        run.venue.advance(to: run.venue.now + .seconds(wait))
        #expect(run.venue.answer(request).status == 200 && run.venue.log.violations.count == 1)
    }

    @Test func unavailableIsAnsweredInHTML() throws {
        var run = try VenueRun(.kraken, faults: "503=1")
        let answer = run.venue.answer(RestRequest(target: "/0/public/Time"))
        #expect(answer.status == 503 && String(decoding: answer.body, as: UTF8.self).hasPrefix("<html>"))
        guard case .refused(let refusal) = run.venue.upgrade(target: "/v2") else {
            Issue.record("an upgrade while the venue is unavailable")
            return
        }
        #expect(refusal.status == 503 && run.faults(.unavailable).count == 2)
    }

    @Test func answersTrickle() throws {
        var run = try VenueRun(.kraken, faults: "slow-rest=1")
        #expect(try #require(run.venue.answer(RestRequest(target: "/0/public/Time")).bytesPerSecond) >= 2000)
        #expect(run.faults(.slowAnswer).count == 1)
    }

    @Test func pongsAreWrong() throws {
        var run = try VenueRun(.kraken, faults: "pong=1")
        run.connect()
        run.send(.ping([1, 2]))
        #expect(run.outputs.last?.action == .pong(Array("wrong".utf8)))
        run.send(#"{"method":"ping","req_id":101}"#)
        #expect(run.texts.last?.contains(#""req_id":102"#) == true && run.faults(.pong).count == 2)
    }

    @Test(arguments: VenueRun.all)
    func subscriptionsAreRefused(name: Venue) throws {
        var run = try VenueRun(name, faults: "subscribe=1")
        run.connect()
        if name == .binance { run.send(#"{"method":"SUBSCRIBE","params":["btcusdt@trade","ethusdt@trade"],"id":3}"#) }
        #expect(run.faults(.subscribe).count == 2)
        #expect(run.texts.contains { $0.contains(#""success":false"#) || $0.contains(#""error""#) })
    }

    @Test func aWrongClockIsWrongEverywhere() throws {
        var right = try VenueRun(.kraken, seconds: 20)
        var wrong = try VenueRun(.kraken, faults: "skew=-90", seconds: 20)
        right.run(seconds: 21)
        wrong.run(seconds: 21)
        let instrument = right.venue.instruments[0]
        let pairs = zip(right.venue.truth(for: instrument), wrong.venue.truth(for: instrument))
        #expect(pairs.allSatisfy { $0.trade.eventTime - .seconds(90) == $1.trade.eventTime })
        #expect(wrong.venue.venueTime == wrong.venue.now - .seconds(90))
    }

    @Test func nothingHappensOutsideThePlansTime() throws {
        var run = try VenueRun(.kraken, faults: "lost=0.5,reset=0.1,from=20,until=40")
        run.connect()
        run.run(seconds: 90)
        let times = run.venue.log.faults.map { ($0.time - run.venue.opened).seconds }
        #expect(times.count > 10 && times.allSatisfy { (20..<41).contains($0) })
    }

    private func text(_ output: VenueOutput) -> String {
        if case .text(let bytes) = output.action { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    private func ids(of faults: [InjectedFault], _ instrument: Instrument) -> Set<UInt64> {
        Set(faults.filter { $0.instrument == instrument }.flatMap { fault in fault.ids.map(Array.init) ?? [] })
    }
}
