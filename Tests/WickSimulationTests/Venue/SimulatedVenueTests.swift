import Foundation
import Testing
import WickDomain
import WickSimulation

@Suite struct SimulatedVenueTests {
    @Test(arguments: VenueRun.all)
    func withoutFaultsEveryTradeIsSentOnceInOrder(name: Venue) throws {
        var run = try VenueRun(name, seconds: 60)
        run.connect()
        run.run(seconds: 62)
        for instrument in run.venue.instruments {
            let truth = run.venue.truth(for: instrument)
            #expect(truth.count > 100)
            #expect(run.sentIDs(of: "\(instrument.symbol)") == truth.map(\.trade.id))
        }
        #expect(run.venue.log.faults.isEmpty && run.venue.log.violations.isEmpty && run.venue.hasEnded)
    }

    @Test(arguments: VenueRun.all)
    func sameSeedSameBytes(name: Venue) throws {
        var first = try VenueRun(name, faults: "all,reset=0.02,lost=0.05")
        var second = try VenueRun(name, faults: "all,reset=0.02,lost=0.05")
        first.run(seconds: 300)
        second.run(seconds: 300)
        #expect(first.outputs == second.outputs && first.venue.log == second.venue.log)
        var other = try VenueRun(name, seed: 8, faults: "all,reset=0.02,lost=0.05")
        other.run(seconds: 300)
        #expect(first.outputs != other.outputs)
    }

    @Test func theStepsInWhichTimePassesDoNotMatter() throws {
        var fine = try VenueRun(.kraken, faults: "lost=0.1,dup=0.1,delay=0.1,reorder=0.1", seconds: 100)
        var coarse = fine
        fine.connect()
        coarse.connect()
        fine.run(seconds: 100, step: .milliseconds(7))
        coarse.run(seconds: 100, step: .seconds(10))
        #expect(fine.outputs == coarse.outputs)
    }

    @Test(arguments: VenueRun.all)
    func faultsLeaveTheTradesAsTheyAre(name: Venue) throws {
        var calm = try VenueRun(name, faults: "skew=0.4", seconds: 120)
        var wild = try VenueRun(name, faults: "all,reset=0.05", seconds: 120)
        calm.run(seconds: 120)
        wild.run(seconds: 120)
        for instrument in calm.venue.instruments {
            #expect(calm.venue.truth(for: instrument).map(\.trade) == wild.venue.truth(for: instrument).map(\.trade))
        }
    }

    @Test func krakenAcknowledgesEachSymbolAndSendsItsSnapshot() throws {
        var run = try VenueRun(.kraken, historySeconds: 60)
        run.connect()
        let texts = run.texts
        #expect(texts.count == 5 && texts[0].contains(#""channel":"status""#))
        #expect(texts[1].contains(#""symbol":"BTC/USD""#) && texts[1].contains(#""req_id":1"#))
        #expect(texts[2].contains(#""type":"snapshot""#) && texts[3].contains(#""symbol":"ETH/USD""#))
        let truth = run.venue.truth(for: run.venue.instruments[0])
        #expect(run.sentIDs(of: "BTC/USD") == truth.suffix(50).map(\.trade.id))
    }

    @Test func krakenRefusesWhatItDoesNotList() throws {
        var run = try VenueRun(.kraken)
        run.connect()
        run.send(#"{"method":"subscribe","params":{"channel":"trade","symbol":["FOO/BAR"]},"req_id":9}"#)
        let last = try #require(run.texts.last)
        #expect(last.contains("Currency pair not supported FOO/BAR") && last.contains(#""success":false"#))
        run.send("not json")
        #expect(run.texts.last?.contains(#""success":false"#) == true && run.venue.log.violations.count == 1)
    }

    @Test func krakenBeatsOnlyWhenQuietAndAnswersPings() throws {
        var run = try VenueRun(.kraken, seconds: 1)
        run.connect()
        run.run(seconds: 11)
        let beats = run.texts.filter { $0 == #"{"channel":"heartbeat"}"# }.count
        #expect((9...11).contains(beats))
        run.send(#"{"method":"ping","req_id":101}"#)
        #expect(run.texts.last?.hasPrefix(#"{"method":"pong","req_id":101,"#) == true)
    }

    @Test func binancePingsAndClosesWhenThePongDoesNotComeBack() throws {
        var run = try VenueRun(.binance)
        run.connect()
        run.run(seconds: 100)
        let payloads = run.outputs.filter { if case .ping = $0.action { true } else { false } }
        #expect(payloads.count == 5 && run.venue.connectionCount == 1)
        run.venue.advance(to: run.venue.now + .seconds(100))
        #expect(run.venue.connectionCount == 0)
        #expect(run.venue.log.violations.map(\.detail) == ["no pong with the payload of the ping"])
    }

    @Test func binanceTakesFiveMessagesASecond() throws {
        var run = try VenueRun(.binance)
        run.connect()
        for id in 1...5 { run.send(#"{"method":"SUBSCRIBE","params":["btcusdt@aggTrade"],"id":\#(id)}"#) }
        #expect(run.texts.suffix(5) == (1...5).map { #"{"result":null,"id":\#($0)}"# })
        run.send(.pong([]))
        #expect(run.outputs.last?.action == .close(code: 1008, reason: "Too many requests"))
    }

    @Test func binanceEndsEveryConnectionAfterADay() throws {
        var run = try VenueRun(.binance, tradesPerSecond: 0.1)
        run.connect()
        run.run(seconds: 86_399, step: .seconds(10))
        #expect(run.connection == 1)
        run.run(seconds: 20, step: .seconds(10))
        #expect(run.connection == 2 && run.venue.log.violations.isEmpty)
    }

    @Test func coinbaseNumbersItsMessagesAndClosesWhenNobodySubscribes() throws {
        var run = try VenueRun(.coinbase)
        run.connect()
        run.run(seconds: 10)
        let numbers = try run.texts.map { text in
            let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            return try #require(json?["sequence_num"] as? Int)
        }
        #expect(numbers == Array(0..<numbers.count) && numbers.count > 20)
        #expect(run.venue.upgrade(target: "/") == .accepted(connection: 2))
        run.run(seconds: 6)
        #expect(run.outputs.last { $0.connection == 2 }?.action == .close(code: 1008, reason: "no subscription"))
    }

    @Test func aPathThatIsNoSocketIsNotFound() throws {
        var run = try VenueRun(.kraken)
        guard case .refused(let answer) = run.venue.upgrade(target: "/v1") else {
            Issue.record("an upgrade of a path that does not exist")
            return
        }
        #expect(answer.status == 404)
    }

    @Test func aFasterMarketLeavesItsClientsTheirTime() {
        let rules = VenueRules(of: .binance)
        #expect(rules.atSpeed(60).pongDeadline == .seconds(3600) && rules.atSpeed(1) == rules)
        #expect(rules.atSpeed(60).rest == rules.rest && rules.atSpeed(60).connectWindow == rules.connectWindow)
        #expect(rules.atSpeed(0.5).rest.perSecond == 40 && rules.atSpeed(0.5).messagesPerSecond == 10)
        #expect(rules.atSpeed(0.5).connectWindow == .seconds(150) && rules.atSpeed(0.5).pongDeadline == .seconds(60))
        #expect(rules.atSpeed(nil).pongDeadline == nil)
    }
}
