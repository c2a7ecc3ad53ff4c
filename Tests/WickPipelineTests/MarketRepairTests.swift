import Testing
import WickDomain
import WickFeatures
import WickFrames
import WickPipeline
import WickVenues

/// Answers of a REST interface as frames: what they do to candles.
@Suite struct MarketRepairTests {
    private static let noon = Timestamp(seconds: 1_732_881_600)

    private func frame(_ origin: FrameOrigin, _ second: Double, _ payload: [UInt8]) -> Frame {
        Frame(
            receivedNanoseconds: Self.noon.microseconds * 1000 + Int64(second * 1e9), origin: origin, payload: payload)
    }

    private func time(_ second: Double) -> Timestamp { Self.noon + .microseconds(Int64(second * 1e6)) }

    private func live(_ id: UInt64, _ second: Double) -> Frame {
        let text =
            #"{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":\#(100 + id),"qty":1.0,"#
            + #""trade_id":\#(id),"timestamp":"\#(time(second))"}]}"#
        return frame(.venue(.kraken), second + 0.05, Array(text.utf8))
    }

    private func heartbeat(_ second: Double) -> Frame {
        frame(.venue(.kraken), second, Array(#"{"channel":"heartbeat"}"#.utf8))
    }

    private func answer(
        _ trades: [(id: UInt64, second: Double)], at second: Double, complete: ClosedRange<UInt64>? = nil,
        from: Double? = nil, status: Int = 200, body: String? = nil
    ) throws -> Frame {
        let rows = trades.map {
            let micros = time($0.second).microseconds
            let fraction = String(String(micros % 1_000_000 + 1_000_000).dropFirst())
            return #"["\#(100 + $0.id)","1","# + "\(micros / 1_000_000).\(fraction)" + #","b","m","",\#($0.id)]"#
        }
        let page = #"{"error":[],"result":{"XXBTZUSD":[\#(rows.joined(separator: ","))],"last":"1"}}"#
        let answer = RestAnswer(
            request: "/0/public/Trades", symbol: try Symbol("BTC/USD"), status: status, from: from.map { time($0) },
            completeIDs: complete, body: body ?? page)
        return frame(.rest(.kraken), second, answer.payload)
    }

    private func fold(_ frames: [Frame]) -> (stage: MarketStage, output: MarketStage.Output) {
        var stage = MarketStage()
        var output = MarketStage.Output()
        var batch = FrameBatch()
        for frame in frames { batch.append(frame) }
        stage.fold(batch, into: &output)
        return (stage, output)
    }

    private func latest(_ output: MarketStage.Output, _ minute: Int) -> Candle? {
        output.candles.last { $0.openTime == time(Double(minute) * 60) }
    }

    private var before: [Frame] { [live(1, -70), heartbeat(-30), live(2, 1)] }

    @Test func missingTradesMakeTheirCandleRepaired() throws {
        let frames = before + [live(5, 30), heartbeat(61.5)]
        #expect(latest(fold(frames).output, 0)?.state == .incomplete)
        let repaired = try fold(frames + [answer([(3, 10), (4, 20)], at: 62)])
        let candle = latest(repaired.output, 0)
        #expect(candle?.state == .repaired)
        #expect(candle?.tradeCount == 4)
        #expect(candle?.knownTime == time(62))
        #expect(repaired.stage.counts.answers == 1)
        #expect(repaired.stage.counts.malformed == 0)
    }

    @Test func aRepairWithinTheMinuteLeavesNoTrace() throws {
        let output = try fold(before + [live(5, 30), answer([(3, 10), (4, 20)], at: 33), heartbeat(61.5)]).output
        #expect(latest(output, 0)?.state == .final)
        #expect(output.candles.filter { $0.openTime == time(0) }.count == 1)
    }

    @Test func idsThatTheVenueNeverUsedMakeTheCandleWhole() throws {
        let frames = before + [live(5, 30), heartbeat(61.5)]
        let silent = try fold(frames + [answer([(2, 1), (5, 30)], at: 62)])
        #expect(latest(silent.output, 0)?.state == .incomplete)
        let proven = try fold(frames + [answer([(2, 1), (5, 30)], at: 62, complete: 2...5)])
        #expect(latest(proven.output, 0)?.state == .repaired)
        #expect(latest(proven.output, 0)?.tradeCount == 2)
        #expect(proven.stage.continuity.first?.seen.holes.isEmpty == true)
    }

    @Test func absentIdsAlsoProveThatAnUnwatchedIntervalHadNothingMore() throws {
        let gap = GapNote(from: time(10), to: time(20), reason: "reconnect", venue: .kraken)
        let frames = before + [frame(.gap, 20, gap.payload), live(5, 30), heartbeat(61.5)]
        #expect(latest(fold(frames).output, 0)?.state == .incomplete)
        let proven = try fold(frames + [answer([(2, 1), (5, 30)], at: 62, complete: 2...5)])
        #expect(latest(proven.output, 0)?.state == .repaired)
    }

    @Test func theFirstMinuteIsWholeOnceItsBeginningIsFilledIn() throws {
        let start = [heartbeat(20), live(7, 30)]
        #expect(latest(fold(start + [heartbeat(61.5)]).output, 0)?.state == .incomplete)
        let filled = try fold(start + [answer([(5, 3), (6, 10), (7, 30)], at: 32, from: 0), heartbeat(61.5)])
        #expect(latest(filled.output, 0)?.state == .final)
        #expect(latest(filled.output, 0)?.tradeCount == 3)
        #expect(filled.output.candles.count == 1)
        // Afterwards as well.
        let late = try fold(start + [heartbeat(61.5), answer([(5, 3), (6, 10), (7, 30)], at: 62, from: 0)])
        #expect(latest(late.output, 0)?.state == .repaired)
    }

    @Test func minutesBeforeTheFirstTradeAreMadeFromTheAnswer() throws {
        let filled = try fold([
            heartbeat(20), live(7, 30),
            answer([(3, -200), (4, -130), (6, -70), (7, 30)], at: 32, complete: 3...7, from: -240),
            heartbeat(61.5),
        ])
        #expect(latest(filled.output, -4)?.state == .final)
        #expect((-3 ... -1).map { latest(filled.output, $0)?.tradeCount } == [1, 1, 0])
        #expect(latest(filled.output, -1)?.state == .empty)
        #expect(latest(filled.output, 0)?.state == .final)
    }

    @Test func whatIsNoAnswerIsMalformedAndARefusalIsIgnored() throws {
        let (stage, output) = try fold([
            live(1, 1), frame(.rest(.kraken), 2, Array("{}".utf8)), answer([], at: 3, status: 503, body: "<html>"),
            answer([], at: 4, body: #"{"error":["EGeneral:Internal error"]}"#), answer([], at: 5, body: "{"),
        ])
        #expect(stage.counts.malformed == 2)
        #expect(stage.counts.ignored == 2)
        #expect(output.problems.count == 4)
        #expect(output.problems.first == "reading an answer of kraken: '{}' does not say what was asked")
    }

    @Test func anAnswerWithNothingNewChangesNothing() throws {
        let (stage, output) = try fold(before + [answer([(2, 1)], at: 3), heartbeat(30), heartbeat(61.5)])
        #expect(stage.continuity.first?.counts.duplicates == 1)
        #expect(latest(output, 0)?.state == .final)
    }
}
