import Foundation
import Testing
import WickDomain
import WickFrames
import WickPipeline
import WickVenues

/// Times that cannot be, and clocks that jump, between frames and candles.
@Suite struct MarketClockTests {
    private static let noon = Timestamp(seconds: 1_732_881_600)

    private func frame(_ origin: FrameOrigin, _ second: Double, _ text: String) -> Frame {
        Frame(
            receivedNanoseconds: Self.noon.microseconds * 1000 + Int64(second * 1e9), origin: origin,
            payload: Array(text.utf8))
    }

    private func binance(_ id: UInt64, at second: Double, received: Double, price: String = "100.00") -> Frame {
        let milliseconds = Self.noon.microseconds / 1000 + Int64(second * 1000)
        let text =
            #"{"stream":"btcusdt@trade","data":{"e":"trade","E":\#(milliseconds),"s":"BTCUSDT","t":\#(id),"#
            + #""p":"\#(price)","q":"1.00","T":\#(milliseconds),"m":false,"M":true}}"#
        return frame(.venue(.binance), received, text)
    }

    private func alive(_ second: Double) -> Frame {
        frame(.note, second, String(decoding: Note.alive(.binance).payload, as: UTF8.self))
    }

    private func fold(_ frames: [Frame]) -> (stage: MarketStage, output: MarketStage.Output) {
        var stage = MarketStage()
        var output = MarketStage.Output()
        var batch = FrameBatch()
        for frame in frames { batch.append(frame) }
        stage.fold(batch, into: &output)
        return (stage, output)
    }

    /// Trades once a second from the first to the second, received 0.1 s later.
    private func trades(_ seconds: Range<Int>, lead: Double = -0.1, id: UInt64 = 1000) -> [Frame] {
        seconds.map { binance(id + UInt64($0), at: Double($0) + lead + 0.1, received: Double($0) + 0.1) }
    }

    @Test func aTradeOfTomorrowClosesNoMinuteAndSpoilsItsOwn() throws {
        let broken = binance(1070, at: 86_040, received: 70.1)
        let (stage, output) = fold(trades(0..<70) + [broken] + trades(71..<190))
        #expect(stage.counts.implausible == 1)
        #expect(output.problems.contains { $0.contains("trade 1070 is stamped") && $0.contains("set aside") })
        #expect(output.candles.map(\.openTime) == [0, 60, 120].map { Self.noon + .seconds($0) })
        #expect(output.candles.map(\.state) == [.incomplete, .incomplete, .final])
        #expect(output.candles[1].tradeCount == 59)
    }

    /// The market goes quiet behind it: no later id shows the hole.
    @Test func aBrokenTradeBeforeSilenceIsNotForgotten() {
        let broken = binance(1070, at: 86_040, received: 70.1)
        let (_, output) = fold(trades(0..<60) + [broken] + (71..<130).map { alive(Double($0)) })
        #expect(output.candles.last?.state == .incomplete)
        #expect(output.candles.last?.openTime == Self.noon + .seconds(60))
    }

    @Test func aBrokenTradeThatIsRepairedMakesItsMinuteWhole() throws {
        let broken = binance(1130, at: 86_040, received: 130.1)
        let answer = RestAnswer(
            request: "/api/v3/historicalTrades", symbol: try Symbol("BTCUSDT"), status: 200, timeUnit: .milliseconds,
            body:
                #"[{"id":1130,"price":"100.00","qty":"1.00","quoteQty":"100.00","time":\#(Self.noon.microseconds / 1000 + 130_000),"isBuyerMaker":false,"isBestMatch":true}]"#
        )
        let repair = Frame(
            receivedNanoseconds: Self.noon.microseconds * 1000 + 200_000_000_000, origin: .rest(.binance),
            payload: answer.payload)
        let (_, output) = fold(trades(0..<130) + [broken] + trades(131..<200) + [repair])
        let versions = output.candles.filter { $0.openTime == Self.noon + .seconds(120) }
        #expect(versions.map(\.state) == [.incomplete, .repaired])
        #expect(versions.last?.tradeCount == 60)
    }

    /// Our own clock an hour behind: as many minutes as ever, and none empty.
    @Test func aClockThatIsAnHourBehindLosesNothing() {
        let (stage, output) = fold(trades(0..<190, lead: 3600))
        #expect(stage.counts.implausible == 0)
        let minutes = output.candles.filter { $0.openTime >= Self.noon + .seconds(3660) }
        #expect(minutes.map(\.state) == [.final, .final])
        #expect(minutes.map(\.tradeCount) == [60, 60])
    }

    @Test func aClockStepIsANoteAndNoProblem() {
        let step = ClockStep(kind: .followed, by: .seconds(600), lead: .zero)
        let note = frame(.note, 60.2, String(decoding: Note.clock(step).payload, as: UTF8.self))
        let later = (0..<70).map { binance(1060 + UInt64($0), at: 660.4 + Double($0), received: 660.5 + Double($0)) }
        let (stage, output) = fold(trades(0..<60) + [note] + later)
        #expect(stage.counts.ignored == 0 && stage.counts.implausible == 0)
        #expect(output.gaps.count == 1, "ten minutes in which nothing came")
        #expect(zip(output.candles, output.candles.dropFirst()).allSatisfy { $0.knownTime <= $1.knownTime })
    }
}
